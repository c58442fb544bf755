import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { findingsIn, type Finding } from '../../../api/composing.ts'

const PAUSE_MS = 300

/** What the rules of the house say to what she writes, once she pauses. */
export function useCheck(text: Ref<string>, isOn: Ref<boolean>) {
  const known = shallowRef<{ text: string, findings: readonly Finding[] }>({ text: '', findings: [] })
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Where nobody answers nothing is known, and the server checks it before it goes on. */
  async function ask(asked: string): Promise<void> {
    const found = await findingsIn(asked)
    if (found && text.value === asked) known.value = { text: asked, findings: found }
  }

  watch([text, isOn], ([now, on]) => {
    clearTimeout(timer)
    if (!on || now.trim() === '') known.value = { text: now, findings: [] }
    else timer = setTimeout(() => { void ask(now) }, PAUSE_MS)
  })
  onScopeDispose(() => { clearTimeout(timer) })

  return {
    findings: computed(() => isOn.value && text.value.trim() !== '' ? known.value.findings : []),
    /** Whether the findings are of exactly what stands in the box. */
    isCurrent: computed(() => known.value.text === text.value),
    checked: computed(() => known.value.text),
    /** The server has said so itself. */
    know: (text: string, findings: readonly Finding[]) => { known.value = { text, findings } },
  }
}
