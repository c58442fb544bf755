import { onMounted, onScopeDispose, ref, type Ref } from 'vue'

/** How wide an element is, as long as it is there. */
export function useWidth(element: Readonly<Ref<HTMLElement | null>>, before = 960) {
  const width = ref(before)
  let observer: ResizeObserver | undefined
  onMounted(() => {
    if (!element.value || typeof ResizeObserver === 'undefined') return
    observer = new ResizeObserver(([entry]) => { if (entry) width.value = entry.contentRect.width })
    observer.observe(element.value)
  })
  onScopeDispose(() => observer?.disconnect())
  return width
}
