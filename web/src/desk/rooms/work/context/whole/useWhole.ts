import { useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { fetchLives, fetchTags, fetchTouches, type Touch } from '../../../../api/whole.ts'
import { useSocket } from '../../../../live/socket.ts'

/** Where the customer in hand stands, what is known of her, and what reached her; each look is on record. */
export function useWhole(conversation: Ref<string>) {
  const socket = useSocket()
  const fresh = { staleTime: 0, refetchOnMount: 'always' } as const
  const keyOf = (what: string) => computed(() => ['whole', what, conversation.value] as const)
  const lives = useQuery({
    queryKey: keyOf('lives'), queryFn: ({ queryKey: [, , id] }) => fetchLives(id), ...fresh,
  })
  const tags = useQuery({
    queryKey: keyOf('tags'), queryFn: ({ queryKey: [, , id] }) => fetchTags(id), ...fresh,
  })
  const touches = useQuery({
    queryKey: keyOf('touches'), queryFn: ({ queryKey: [, , id] }) => fetchTouches(id), ...fresh,
  })

  onScopeDispose(socket.listen((frame) => {
    if (frame.type !== 'dealings' || frame.conversation !== conversation.value) return
    for (const one of [lives, tags, touches]) void one.refetch()
  }))
  return { lives, tags, touches, ...useOlder(conversation, touches.data) }
}

function useOlder(conversation: Ref<string>, page: Ref<{ touches: Touch[], has_more: boolean } | undefined>) {
  const held = ref<Touch[]>([])
  const more = ref<'idle' | 'loading' | 'failed'>('idle')
  const isThereMore = ref<boolean | null>(null)
  const hasMore = computed(() => isThereMore.value ?? page.value?.has_more ?? false)
  const all = computed(() => {
    const known = new Set(page.value?.touches.map(({ id }) => id))
    return [...page.value?.touches ?? [], ...held.value.filter(({ id }) => !known.has(id))]
  })
  watch(conversation, () => {
    held.value = []
    isThereMore.value = null
    more.value = 'idle'
  })

  async function loadOlder(): Promise<void> {
    const last = all.value.at(-1)
    const id = conversation.value
    if (!last || more.value === 'loading') return
    more.value = 'loading'
    try {
      const found = await fetchTouches(id, last.id)
      if (id !== conversation.value) return
      held.value = [...held.value, ...found.touches]
      isThereMore.value = found.has_more
      more.value = 'idle'
    } catch {
      more.value = 'failed'
    }
  }
  return { allTouches: all, hasMore, more, loadOlder }
}
