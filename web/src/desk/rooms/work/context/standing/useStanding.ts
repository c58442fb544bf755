import { useQuery } from '@tanstack/vue-query'
import { useMessage } from 'naive-ui'
import { computed, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import {
  changeStanding, decideStanding, fetchStanding, fetchStandingBook, type StandingChange,
} from '../../../../api/standing.ts'
import { useAct } from '../../../../base/useAct.ts'

const HOUR_MS = 3_600_000

/** What holds of the customer in hand, and the changes of it. */
export function useStanding(id: Ref<string>) {
  const { t } = useI18n()
  const message = useMessage()
  const { data: book, refetch: refetchBook } = useQuery({
    queryKey: ['standing-book'], queryFn: fetchStandingBook, staleTime: HOUR_MS,
  })
  const { data: seen, isPending, error, refetch } = useQuery({
    queryKey: computed(() => ['standing', id.value] as const),
    queryFn: ({ queryKey: [, conversation] }) => fetchStanding(conversation),
    staleTime: 0,
    refetchOnMount: 'always',
  })
  const { busy, refusal, act } = useAct()

  async function change(wish: StandingChange): Promise<boolean> {
    return await done(async () => {
      const { is_done: isDone } = await changeStanding(id.value, wish)
      message.success(t(isDone ? 'standing.done' : 'standing.proposed'))
    })
  }

  async function decide(proposal: string, agree: boolean): Promise<boolean> {
    return await done(async () => {
      const { is_done: isDone } = await decideStanding(id.value, proposal, agree)
      if (isDone) message.success(t('standing.agreed'))
      else message.info(t(agree ? 'standing.tooLate' : 'standing.turnedDown'))
    })
  }

  /** Refused or not, what is shown is fetched anew: a colleague may have been quicker. */
  async function done(work: () => Promise<void>): Promise<boolean> {
    const isDone = await act(work)
    void refetch()
    return isDone
  }

  async function again(): Promise<void> {
    await Promise.all([refetch(), book.value ?? refetchBook()])
  }

  watch(id, () => { refusal.value = '' })
  return { book, seen, isPending, error, busy, refusal, again, change, decide }
}
