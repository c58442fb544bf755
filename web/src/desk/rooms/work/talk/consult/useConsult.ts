import { computed, ref, watch, type Ref } from 'vue'
import { actOnConsult, askColleague, type ConsultAct, type Question } from '../../../../api/consults.ts'
import { useAct } from '../../../../base/useAct.ts'
import { useWho } from '../../../../live/who.ts'
import { consultOf, type Talk } from '../talk.ts'

/** What a colleague is asked about this conversation, by her or of her. */
export function useConsult(id: Ref<string>, talk: Ref<Talk | undefined>, onDone: () => unknown) {
  const who = useWho()
  const isAsking = ref(false)
  const asking = useAct()
  const acting = useAct()
  const dismissed = ref('')
  let clientId = ''

  const last = computed(() => talk.value ? consultOf(talk.value) : null)
  const live = computed(() => last.value === null || last.value.state === 'ended' ? null : last.value)
  const isMine = computed(() => last.value?.asker.id === who.staffId)
  const isHers = computed(() => live.value?.state === 'open' && live.value.asked.id === who.staffId)
  /** Whether she and the colleague write to each other: she who asked, and who has accepted. */
  const writes = computed(() => live.value !== null && (isMine.value || isHers.value))
  const speaks = computed(() => isHers.value && live.value?.joined === true)
  /** Nobody answered: she is told until she asks another, or has read it. */
  const missed = computed(() => {
    const one = last.value
    const isTold = one?.state === 'ended' && (one.outcome === 'no_reply' || one.outcome === 'declined')
    return isTold && isMine.value && talk.value?.work.may_speak === true && dismissed.value !== one.id ? one : null
  })

  function begin(): void {
    if (live.value !== null) return
    clientId = crypto.randomUUID()
    asking.refusal.value = ''
    isAsking.value = true
  }

  async function ask(question: Question): Promise<void> {
    if (!await asking.act(() => askColleague(id.value, question, clientId))) return
    isAsking.value = false
    onDone()
  }

  async function act(what: ConsultAct): Promise<void> {
    const one = live.value
    if (one !== null) await acting.act(() => actOnConsult(one.id, what))
  }

  watch(id, () => { isAsking.value = false })
  watch([id, () => live.value?.state], () => { acting.refusal.value = '' })
  return {
    isAsking, asking, acting, live, missed, isMine, writes, speaks, begin, ask, act,
    dismiss: () => { dismissed.value = missed.value?.id ?? '' },
  }
}

export type Consulting = ReturnType<typeof useConsult>
