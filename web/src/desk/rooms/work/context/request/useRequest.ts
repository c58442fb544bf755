import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, watch, type Ref } from 'vue'
import { uuid } from '../../../../../shared/outbox.ts'
import type { Entry } from '../../../../../shared/protocol.ts'
import { fetchRequest, sendCard, takeStep, type RequestInHand, type Step } from '../../../../api/inHand.ts'
import { useAct } from '../../../../base/useAct.ts'
import { useLocale } from '../../../../live/locale.ts'
import { mayMove } from './stand.ts'

export const requestKey = (conversation: string, language: string) => ['request', conversation, language] as const

/** The request of a conversation in hand: where it stands, and the steps taken for the customer. */
export function useRequest(id: Ref<string>, last: Ref<Entry | undefined>) {
  const cache = useQueryClient()
  const words = useLocale()
  const language = computed(() => words.locale.slice(0, 2))
  const queryKey = computed(() => requestKey(id.value, language.value))
  const { data: view, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ queryKey: [, conversation, spoken] }) => fetchRequest(conversation, spoken),
    staleTime: 0,
    refetchOnMount: 'always',
  })
  const { busy, refusal, act } = useAct()
  // Sent again after a lost connection, a step is still the same step.
  let pending: { step: string, clientId: string } | null = null

  function idOf(step: string): string {
    if (pending?.step !== step) pending = { step, clientId: uuid() }
    return pending.clientId
  }

  async function take(step: Step): Promise<boolean> {
    const key = queryKey.value
    const [, conversation, spoken] = key
    const done = await act(async () => {
      const taken = await takeStep(conversation, step, spoken, idOf(JSON.stringify([conversation, step])))
      cache.setQueryData<RequestInHand>(key, taken)
    })
    if (done) pending = null
    return done
  }

  async function send(): Promise<boolean> {
    const conversation = id.value
    const done = await act(() => sendCard(conversation, idOf(`card ${conversation}`)))
    if (done) pending = null
    return done
  }

  watch(id, () => { refusal.value = '' })
  watch(() => last.value?.seq, () => { if (mayMove(last.value)) void refetch() })

  return { view, error, busy, refusal, refetch, take, send }
}
