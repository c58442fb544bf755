import { computed, ref, watch, type Ref } from 'vue'
import type { CustomerRequest } from '../../api/requestsWire.ts'

/** The flows that can be chosen: those seen so far, and the chosen one even where nothing was found of it. */
export function useFlowNames(rows: Ref<readonly CustomerRequest[] | undefined>, chosen: Ref<string>) {
  const names = ref(new Map<string, string>())
  watch(rows, (seen) => {
    for (const { flow, name } of seen ?? []) names.value.set(flow, name)
  }, { immediate: true })
  return computed(() => [...new Map([
    ...(chosen.value ? [[chosen.value, chosen.value] as const] : []), ...names.value,
  ])].map(([id, name]) => ({ id, name })))
}
