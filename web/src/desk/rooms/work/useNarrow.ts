import { onScopeDispose, ref } from 'vue'

/** Follows the width at which one pane is shown at a time. */
export function useNarrow() {
  const query = window.matchMedia('(width < 900px)')
  const isNarrow = ref(query.matches)
  const follow = ({ matches }: MediaQueryListEvent) => { isNarrow.value = matches }
  query.addEventListener('change', follow)
  onScopeDispose(() => query.removeEventListener('change', follow))
  return isNarrow
}
