import { onScopeDispose, ref, toValue, watch, type MaybeRefOrGetter } from 'vue'

/** True once `pending` has lasted `afterMs`: a skeleton that flashes is worse than none. */
export function useLate(pending: MaybeRefOrGetter<boolean>, afterMs = 150) {
  const late = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(() => toValue(pending), (isPending) => {
    clearTimeout(timer)
    late.value = false
    if (isPending) timer = setTimeout(() => { late.value = true }, afterMs)
  }, { immediate: true })
  onScopeDispose(() => clearTimeout(timer))
  return late
}
