import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { lastSeq } from '../../../../shared/stream.ts'
import { fetchOlder, fetchWork } from '../../../api/calls.ts'
import type { DeskServerFrame } from '../../../api/wire.ts'
import { useSocket } from '../../../live/socket.ts'
import { caughtUp, changesWork, opened, stateOf, withEntry, withMarks, withOlder, type Talk } from './talk.ts'

const keyOf = (id: string) => ['talk', id] as const

/** One conversation, watched while it is shown: a snapshot by HTTP, then what the socket tells. */
export function useTalk(id: Ref<string>) {
  const cache = useQueryClient()
  const socket = useSocket()
  const queryKey = computed(() => keyOf(id.value))
  const { data: talk, isPending, error, refetch } = useQuery({
    queryKey,
    queryFn: async ({ queryKey: [, conversation] }) => {
      const work = await fetchWork(conversation)
      return opened(cache.getQueryData<Talk>(keyOf(conversation)), work)
    },
    staleTime: 0,
    refetchOnMount: 'always',
  })
  const change = (conversation: string, to: (talk: Talk) => Talk) =>
    cache.setQueryData<Talk>(keyOf(conversation), (old) => old && to(old))
  /** Nothing stays on the screen of what she saw because a colleague had let her look on. */
  const isBeside = (conversation: string) => cache.getQueryData<Talk>(keyOf(conversation))?.work.beside === true
  const isThere = computed(() => talk.value !== undefined)
  const state = computed(() => talk.value ? stateOf(talk.value) : null)
  /** What the house shows no longer since it left her hands. */
  const unwatched = ref<string | null>(null)

  function watchOn(): void {
    if (!talk.value) return
    socket.send({ type: 'watch', conversation: id.value, after: lastSeq(talk.value.stream) })
  }

  watch([id, isThere, () => socket.link], ([conversation, there, link], [before]) => {
    if (before !== undefined && before !== conversation) socket.send({ type: 'unwatch', conversation: before })
    if (there && link === 'open') watchOn()
  }, { immediate: true })
  watch(() => socket.link, (link, before) => { if (link === 'open' && before !== 'idle' && isThere.value) void refetch() })
  // The same customer is hers again while she still looks at what has ended.
  watch([state, unwatched], ([now, lost]) => { if (now === 'mine' && lost === id.value) watchOn() })
  watch(() => talk.value?.stream.gap, (gap) => { if (gap) watchOn() })

  onScopeDispose(socket.listen((frame: DeskServerFrame) => {
    switch (frame.type) {
      case 'entry':
        change(frame.conversation, (old) => withEntry(old, frame.entry))
        if (frame.conversation === id.value && changesWork(frame.entry)) void refetch()
        break
      case 'entries':
        if (frame.conversation === unwatched.value) unwatched.value = null
        change(frame.conversation, (old) => caughtUp(old, frame.entries, frame.marks))
        break
      case 'marks':
        change(frame.conversation, (old) => withMarks(old, frame.marks))
        break
      case 'item':
        if (frame.item.kind !== 'consult' && frame.item.conversation === id.value && frame.item.state !== talk.value?.work.item?.state) void refetch()
        break
      case 'unwatched':
        unwatched.value = frame.conversation
        if (isBeside(frame.conversation)) void cache.resetQueries({ queryKey: keyOf(frame.conversation) })
        break
      default:
    }
  }))
  onScopeDispose(() => { socket.send({ type: 'unwatch', conversation: id.value }) })

  return {
    talk, isPending, error, refetch,
    state,
    ...useOlder(id, talk, change),
  }
}

function useOlder(
  id: Ref<string>, talk: Ref<Talk | undefined>, change: (conversation: string, to: (talk: Talk) => Talk) => unknown,
) {
  const older = ref<'idle' | 'loading' | 'failed'>('idle')

  async function loadOlder(): Promise<void> {
    const conversation = id.value
    const first = talk.value?.stream.entries[0]?.seq
    if (older.value === 'loading' || first === undefined) return
    older.value = 'loading'
    try {
      const answer = await fetchOlder(conversation, first)
      change(conversation, (held) => withOlder(held, answer))
      older.value = 'idle'
    } catch {
      older.value = 'failed'
    }
  }

  return { older, loadOlder }
}
