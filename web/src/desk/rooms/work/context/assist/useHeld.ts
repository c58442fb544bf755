import { ref, watch, type Ref } from 'vue'

const HOLDS = { mouseenter: true, focusin: true, mouseleave: false, focusout: false }

/** Whether a pointer or the keyboard is within. */
export function useHeld(place: Readonly<Ref<HTMLElement | null>>): Ref<boolean> {
  const isHeld = ref(false)
  watch(place, (now) => {
    for (const [event, held] of Object.entries(HOLDS)) now?.addEventListener(event, () => { isHeld.value = held })
  })
  return isHeld
}
