import { useMessage } from 'naive-ui'
import { computed, ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { uuid } from '../../../../../shared/outbox.ts'
import { setParty } from '../../../../api/calls.ts'
import { useAct } from '../../../../base/useAct.ts'
import { stateOf, type Talk } from '../talk.ts'

/** Whether the customer herself speaks, and saying so when it is somebody else, or she again. */
export function useSpeaker(id: Ref<string>, talk: Ref<Talk | undefined>, onDone: () => unknown) {
  const { t } = useI18n()
  const message = useMessage()
  const { busy, refusal, act } = useAct()
  const isAsking = ref(false)
  /** One for each time she is asked, so that a second try is no second note. */
  let clientId = uuid()
  const isOther = computed(() => (talk.value?.work.party ?? 'self') !== 'self')
  const maySay = computed(() => talk.value !== undefined && stateOf(talk.value) === 'mine')

  function begin(): void {
    refusal.value = ''
    clientId = uuid()
    isAsking.value = maySay.value
  }

  async function say(text: string): Promise<void> {
    const party = isOther.value ? 'self' : 'third_party'
    if (!await act(() => setParty(id.value, party, text, clientId))) return
    isAsking.value = false
    message.success(t(`speaker.said.${party}`))
    onDone()
  }

  watch(id, () => { isAsking.value = false })
  return { busy, refusal, isAsking, isOther, maySay, begin, say }
}

export type Speaking = ReturnType<typeof useSpeaker>
