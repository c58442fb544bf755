import { useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { fetchDealings, type Dealing, type DealingKind } from '../../../../api/dealings.ts'
import { useSocket } from '../../../../live/socket.ts'
import { changesDealings, older, touches } from './dealings.ts'

/** Her dealings of one kind or all, from the newest on; a new one appears by itself. */
export function useDealings(conversation: Ref<string>, kind: Ref<DealingKind | null>) {
  const socket = useSocket()
  const held = ref<Dealing[]>([])
  /** Where what is older than everything held begins; nothing where that is what the newest page says. */
  const place = ref<string | null>()
  const more = ref<'idle' | 'loading' | 'failed'>('idle')
  const { data: page, isPending, error, refetch } = useQuery({
    queryKey: computed(() => ['dealings', conversation.value, kind.value] as const),
    queryFn: async ({ queryKey: [, id, narrowed] }) => {
      const found = await fetchDealings(id, narrowed, null)
      return { ...found, of: [id, narrowed].join() }
    },
    staleTime: 0,
    refetchOnMount: 'always',
  })
  const dealings = computed(() => page.value ? [...page.value.dealings, ...held.value] : undefined)
  const next = computed(() => place.value === undefined ? page.value?.next ?? null : place.value)

  watch(page, (fresh, before) => {
    if (!fresh || fresh.of !== before?.of) return
    const known = [...before.dealings, ...held.value]
    if (touches(fresh.dealings, known)) {
      held.value = older(fresh.dealings, known)
      if (place.value === undefined && held.value.length > 0) place.value = before.next
    } else {
      startAnew()
    }
  })
  watch([conversation, kind], startAnew, { flush: 'sync' })

  function startAnew(): void {
    held.value = []
    place.value = undefined
    more.value = 'idle'
  }

  async function loadOlder(): Promise<void> {
    const asked = [conversation.value, kind.value, next.value] as const
    if (more.value === 'loading' || next.value === null || !page.value) return
    more.value = 'loading'
    try {
      const found = await fetchDealings(...asked)
      if (asked[0] !== conversation.value || asked[1] !== kind.value) return
      const known = dealings.value ?? []
      held.value = [...held.value, ...older(known, found.dealings)]
      place.value = found.next
      more.value = 'idle'
    } catch {
      more.value = 'failed'
    }
  }

  // What came while the line was down was told to nobody.
  watch(() => socket.link, (link, before) => { if (link === 'open' && before !== 'idle') void refetch() })
  onScopeDispose(socket.listen((frame) => {
    if (frame.type !== 'dealings' && !(frame.type === 'entry' && changesDealings(frame.entry))) return
    if (frame.conversation === conversation.value) void refetch()
  }))

  return { page, dealings, next, isPending, error, refetch, more, loadOlder }
}
