import { useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, watch, type Ref } from 'vue'
import { fetchAssist, fetchSimilar } from '../../../../api/assist.ts'
import { useSocket } from '../../../../live/socket.ts'

/** What to do next, decided anew whenever something was said or happened; what was shown stays until then. */
export function useAssist(id: Ref<string>, last: Ref<number | undefined>) {
  const socket = useSocket()
  const { data, isPending, isError, refetch } = useQuery({
    queryKey: computed(() => ['assist', id.value] as const),
    queryFn: ({ queryKey: [, conversation] }) => fetchAssist(conversation),
    enabled: computed(() => id.value !== ''),
    staleTime: 0,
    refetchOnMount: 'always',
  })
  watch([id, last], ([now, seq], [before, seen]) => { if (now === before && seq !== seen) void refetch() })
  onScopeDispose(socket.listen((frame) => {
    if (frame.type === 'dealings' && frame.conversation === id.value) void refetch()
  }))
  return { assist: data, isPending, isError, refetch }
}

/** How it went with others; asked for when it is looked at. */
export function useSimilar(id: Ref<string>, matter: Ref<string | null>) {
  return useQuery({
    queryKey: computed(() => ['similar', id.value, matter.value] as const),
    queryFn: ({ queryKey: [, conversation] }) => fetchSimilar(conversation),
    enabled: computed(() => matter.value !== null),
    staleTime: 60_000,
  })
}
