import { useQuery } from '@tanstack/vue-query'
import { computed, ref, type Ref } from 'vue'
import type { Entry } from '../../../../../shared/protocol.ts'
import { fetchEarlier } from '../../../../api/dealings.ts'

/** What was said in an earlier contact, the last messages first to be read. */
export function useEarlier(conversation: Ref<string>, contact: Ref<string>) {
  const before = ref<Entry[]>([])
  const hasMore = ref<boolean>()
  const more = ref<'idle' | 'loading' | 'failed'>('idle')
  const { data: talk, isPending, error, refetch } = useQuery({
    queryKey: computed(() => ['earlier', conversation.value, contact.value] as const),
    queryFn: ({ queryKey: [, id, of] }) => fetchEarlier(id, of, null),
    staleTime: 0,
    gcTime: 0,
  })
  const entries = computed(() => talk.value && [...before.value, ...talk.value.entries])

  async function loadOlder(): Promise<void> {
    const first = entries.value?.[0]?.seq
    if (more.value === 'loading' || first === undefined) return
    more.value = 'loading'
    try {
      const answer = await fetchEarlier(conversation.value, contact.value, first)
      before.value = [...answer.entries, ...before.value]
      hasMore.value = answer.has_more
      more.value = 'idle'
    } catch {
      more.value = 'failed'
    }
  }

  return {
    entries, isPending, error, refetch, more, loadOlder,
    hasMore: computed(() => hasMore.value ?? talk.value?.has_more ?? false),
  }
}
