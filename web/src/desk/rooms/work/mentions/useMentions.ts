import { useInfiniteQuery, useQueryClient } from '@tanstack/vue-query'
import { useMessage } from 'naive-ui'
import { computed, ref, watch } from 'vue'
import { useRouter } from 'vue-router'
import { fetchMentions, openMention, readMentions, type Mention } from '../../../api/mentions.ts'
import { useSentence } from '../../../base/useAct.ts'
import { useDesk, useDeskChanges } from '../../../live/useDesk.ts'

const queryKey = ['mentions']

/** Where she was mentioned, newest first, and the way to each note; read again whenever the count changes. */
export function useMentions() {
  const cache = useQueryClient()
  const router = useRouter()
  const message = useMessage()
  const sentence = useSentence()
  const changes = useDeskChanges()
  const { desk } = useDesk()
  const unread = computed(() => desk.value?.mentions ?? 0)
  const opening = ref<string | null>(null)
  const { data, isPending, isError, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => fetchMentions(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: ({ mentions, has_more: hasMore }) => hasMore ? mentions.at(-1)?.id ?? null : null,
    staleTime: 0,
  })
  const mentions = computed(() => data.value?.pages.flatMap((page) => page.mentions) ?? [])
  const isFailed = computed(() => isError.value && data.value === undefined)
  watch(unread, () => { void refetch() })

  /** Also the conversation that she could not see until now is asked for anew. */
  async function open({ id, conversation }: Mention): Promise<void> {
    if (opening.value !== null) return
    opening.value = id
    try {
      const note = await openMention(id)
      await router.push({
        name: 'work', params: { conversation: note.conversation }, query: note.seq === null ? {} : { at: note.seq },
      })
      await cache.invalidateQueries({ queryKey: ['talk', conversation] })
      await refetch()
    } catch (failure) {
      message.error(sentence(failure))
    } finally {
      opening.value = null
    }
  }

  async function readAll(): Promise<void> {
    try {
      await readMentions()
      changes.mentions(0)
      await refetch()
    } catch (failure) {
      message.error(sentence(failure))
    }
  }

  return {
    mentions, unread, isPending, isFailed, refetch, hasNextPage, fetchNextPage, isFetchingNextPage,
    opening, open, readAll,
  }
}
