import { ref, watch, type Ref } from 'vue'
import type { Saying } from '../../../api/calls.ts'
import { useWho } from '../../../live/who.ts'
import { draftOf, keepDraft } from '../../../live/writing.ts'

/** What she is writing, kept for each conversation and each way of saying it. */
export function useDraft(id: Ref<string>, saying: Ref<Saying>) {
  const staff = useWho().staffId
  const text = ref('')
  watch([id, saying], () => { text.value = draftOf(staff, id.value, saying.value) }, { immediate: true, flush: 'sync' })
  watch(text, (now) => keepDraft(staff, id.value, saying.value, now), { flush: 'sync' })
  return text
}
