import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { fetchRequest } from '../../../api/inHand.ts'
import { useLocale } from '../../../live/locale.ts'
import { requestKey } from '../context/request/useRequest.ts'
import { hasSpoken, type Talk, type TalkState } from './talk.ts'

const FRESH_MS = 10_000

/** The first line for her to say, which goes on where the customer stands; nothing once she has spoken. */
export function useOpening(id: Ref<string>, talk: Ref<Talk | undefined>, state: Ref<TalkState | null>) {
  const words = useLocale()
  const isDue = computed(() => state.value === 'mine' && talk.value !== undefined && !hasSpoken(talk.value))
  const { data: view } = useQuery({
    queryKey: computed(() => requestKey(id.value, words.locale.slice(0, 2))),
    queryFn: ({ queryKey: [, conversation, language] }) => fetchRequest(conversation, language),
    enabled: computed(() => isDue.value && Boolean(talk.value?.work.brief?.request)),
    staleTime: FRESH_MS,
  })
  return computed(() => isDue.value ? view.value?.opening ?? talk.value?.work.brief?.opening ?? null : null)
}
