import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { useMessage } from 'naive-ui'
import { computed, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { fetchCall, putCallBack, recordOutcome, type Outcome } from '../../../../api/callInHand.ts'
import { useAct } from '../../../../base/useAct.ts'

/** The promised call in hand: whom to call, and what came of it. */
export function useCall(item: Ref<string>) {
  const { t } = useI18n()
  const message = useMessage()
  const cache = useQueryClient()
  const queryKey = computed(() => ['call', item.value] as const)
  const { data: call, error, refetch } = useQuery({
    queryKey,
    queryFn: ({ queryKey: [, id] }) => fetchCall(id),
    staleTime: 0,
    refetchOnMount: 'always',
  })
  const { busy, refusal, act } = useAct()

  async function record(outcome: Outcome, window?: string): Promise<boolean> {
    const id = item.value
    const done = await act(() => recordOutcome(id, outcome, window))
    if (!done) return false
    message.success(t('calls.recorded', { outcome: t(`calls.outcome.${outcome}`) }))
    // Only what goes on is still hers to be read.
    if (outcome === 'reached') await cache.invalidateQueries({ queryKey: ['call', id] })
    return true
  }

  const putBack = () => act(() => putCallBack(item.value))

  return { call, error, refetch, busy, refusal, record, putBack }
}
