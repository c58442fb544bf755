import { nextTick, ref, watch, type Ref } from 'vue'
import type { Stream } from '../../../../shared/stream.ts'

/**
 * Shows the entry of a number once, wherever it stands: older entries are asked for until it is there. `shown` is that
 * number from then on.
 */
export function useNoteAt(
  log: Readonly<Ref<HTMLElement | null>>,
  at: () => number | null,
  stream: () => Stream,
  { older, arrived }: { older: () => void, arrived: () => void },
) {
  const shown = ref<number | null>(null)

  watch([at, () => stream().entries[0]?.seq, log], async ([wanted, first, place]) => {
    if (wanted === null || first === undefined || place === null || shown.value === wanted) return
    if (wanted < first) {
      if (stream().hasMore) older()
      return
    }
    shown.value = wanted
    await nextTick()
    // The tests' browser lays nothing out, and has nothing to scroll.
    const entry = place.querySelector(`[data-seq="${wanted}"]`)
    if (entry && 'scrollIntoView' in entry) entry.scrollIntoView({ block: 'center' })
    arrived()
  }, { immediate: true, flush: 'post' })

  return shown
}
