import { nextTick, onScopeDispose, ref, watch, type Ref } from 'vue'

const NEAR_PX = 80

/** Keeps a scrolled log where the reader is: at the end while she is there, at her place when older lines come. */
export function useStick(log: Ref<HTMLElement | null>, first: () => number | undefined, length: () => number) {
  const atEnd = ref(true)
  const atStart = ref(false)
  const missed = ref(0)

  function look(): void {
    const place = log.value
    if (!place) return
    atEnd.value = place.scrollHeight - place.scrollTop - place.clientHeight < NEAR_PX
    atStart.value = place.scrollTop < NEAR_PX
    if (atEnd.value) missed.value = 0
  }

  function toEnd(): void {
    missed.value = 0
    atEnd.value = true
    void nextTick(() => { if (log.value) log.value.scrollTop = log.value.scrollHeight })
  }

  // The box under it grows with what she writes; what she answers stays in sight.
  const sizes = 'ResizeObserver' in window ? new ResizeObserver(() => { if (atEnd.value) toEnd() }) : null
  watch(log, (place) => {
    sizes?.disconnect()
    if (place) sizes?.observe(place)
  })
  onScopeDispose(() => sizes?.disconnect())

  watch([length, first], ([now, firstNow], [before, firstBefore]) => {
    const place = log.value
    const isPrepended = firstBefore !== undefined && firstNow !== undefined && firstNow < firstBefore
    if (isPrepended && place) {
      const fromEnd = place.scrollHeight - place.scrollTop
      void nextTick(() => { place.scrollTop = place.scrollHeight - fromEnd })
    } else if (atEnd.value) {
      toEnd()
    } else {
      missed.value += Math.max(0, now - before)
    }
  })

  return { atEnd, atStart, missed, look, toEnd }
}
