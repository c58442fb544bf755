import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { useMessage } from 'naive-ui'
import { computed, ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import {
  decideMerge, fetchMerges, join, part, previewMerge, type Merge, type MergePreview, type NewMerge,
} from '../../../../api/merges.ts'
import { useAct } from '../../../../base/useAct.ts'

/** The records that are one person with the customer in hand, and joining another. */
export function useMerges(id: Ref<string>) {
  const { t } = useI18n()
  const message = useMessage()
  const cache = useQueryClient()
  const { data, isError, refetch } = useQuery({
    queryKey: computed(() => ['merges', id.value] as const),
    queryFn: ({ queryKey: [, conversation] }) => fetchMerges(conversation),
    staleTime: 0,
  })
  const { busy, refusal, act } = useAct()
  const preview = ref<MergePreview | null>(null)

  async function look(other: string): Promise<void> {
    preview.value = null
    await act(async () => { preview.value = await previewMerge(id.value, other) })
  }

  /** What is shown of her is read anew: it may be more, or less, than a moment ago. */
  async function done(work: () => Promise<Merge>, said: (merge: Merge) => string): Promise<boolean> {
    const isDone = await act(async () => { message.success(said(await work())) })
    void refetch()
    for (const kind of ['standing', 'dealings', 'work']) void cache.invalidateQueries({ queryKey: [kind] })
    return isDone
  }

  const put = (wish: NewMerge) => done(
    () => join(id.value, wish), ({ state }) => t(state === 'merged' ? 'merge.done' : 'merge.proposed'))
  const decide = (merge: string, agree: boolean) => done(
    () => decideMerge(id.value, merge, agree), () => t(agree ? 'merge.agreed' : 'merge.turnedDown'))
  const undo = (merge: string, words: string) => done(() => part(id.value, merge, words), () => t('merge.parted'))

  watch(id, () => {
    refusal.value = ''
    preview.value = null
  })
  const merges = computed(() => data.value?.merges ?? [])
  return { merges, isError, refetch, busy, refusal, preview, look, put, decide, undo }
}
