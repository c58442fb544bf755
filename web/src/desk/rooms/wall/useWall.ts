import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { onScopeDispose, watch } from 'vue'
import { fetchWall, type Wall } from '../../api/floor.ts'
import { useSocket } from '../../live/socket.ts'

const queryKey = ['wall']

/** Today's figures: every frame of the socket is the whole of them. */
export function useWall() {
  const cache = useQueryClient()
  const socket = useSocket()
  const { data: wall, isPending, error, refetch } = useQuery({ queryKey, queryFn: fetchWall, staleTime: Infinity })

  watch(() => socket.link, (link) => { if (link === 'open') socket.send({ type: 'wall', on: true }) }, { immediate: true })
  onScopeDispose(socket.listen((frame) => {
    if (frame.type === 'wall') cache.setQueryData<Wall>(queryKey, frame.wall)
  }))
  onScopeDispose(() => { socket.send({ type: 'wall', on: false }) })

  return { wall, isPending, error, refetch }
}
