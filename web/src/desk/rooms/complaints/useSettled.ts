import { onScopeDispose, ref, watch, type Ref } from 'vue'

const PAUSE_MS = 400

/** What somebody writes, once she pauses. */
export function useSettled<Value>(written: Readonly<Ref<Value>>): Readonly<Ref<Value>> {
  const settled = ref(written.value) as Ref<Value>
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(written, (value) => {
    clearTimeout(timer)
    timer = setTimeout(() => { settled.value = value }, PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(timer))
  return settled
}
