import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose } from 'vue'
import { fetchDesk } from '../api/calls.ts'
import type { Desk, DeskServerFrame, Item, Presence } from '../api/wire.ts'
import { useClock } from './clock.ts'
import { type Lists, listsOf, withItem, withPresence } from './desk.ts'
import { useSocket } from './socket.ts'
import { useWho } from './who.ts'

const queryKey = ['desk']
const none: Lists = { ringing: [], mine: [], later: [], waiting: [] }

/** The lists and her presence, from the cache that the socket keeps fresh. */
export function useDesk() {
  const now = useClock()
  const { data: desk, isPending, error, refetch } = useQuery({ queryKey, queryFn: fetchDesk, staleTime: Infinity })
  const lists = computed(() => desk.value ? listsOf(desk.value, now.value) : none)
  return { desk, lists, isPending, error, refetch }
}

/** How the rooms change what the desk shows after their own calls. */
export function useDeskChanges() {
  const cache = useQueryClient()
  const who = useWho()
  const change = (to: (desk: Desk) => Desk) => cache.setQueryData<Desk>(queryKey, (old) => old && to(old))
  return {
    welcome: (desk: Desk) => {
      // An answer still under way is older than this snapshot.
      void cache.cancelQueries({ queryKey }).then(() => cache.setQueryData(queryKey, desk))
    },
    item: (item: Item) => change((desk) => withItem(desk, item, who.staffId)),
    presence: (presence: Presence) => change((desk) => withPresence(desk, presence)),
    mentions: (unread: number) => change((desk) => ({ ...desk, mentions: unread })),
    seen: (conversation: string) => change((desk) => ({
      ...desk,
      mine: desk.mine.map((item) => item.conversation === conversation ? { ...item, unread: 0 } : item),
    })),
    countClosed: async () => {
      const fresh = await fetchDesk().catch(() => null)
      if (fresh) change((desk) => ({ ...desk, closed_today: fresh.closed_today }))
    },
  }
}

/** Once, in the shell: frames of the socket into the cache. */
export function useDeskEvents(): void {
  const changes = useDeskChanges()
  const take = (frame: DeskServerFrame) => {
    if (frame.type === 'welcome') changes.welcome(frame.desk)
    if (frame.type === 'item') changes.item(frame.item)
    if (frame.type === 'presence') changes.presence(frame.presence)
    if (frame.type === 'mentions') changes.mentions(frame.unread)
  }
  onScopeDispose(useSocket().listen(take))
}
