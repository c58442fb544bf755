import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { onScopeDispose, watch } from 'vue'
import { fetchFloor, type Floor } from '../../api/floor.ts'
import { useSocket } from '../../live/socket.ts'

const queryKey = ['floor']

/** The floor of her teams: every frame of the socket is the whole of it. */
export function useFloor() {
  const cache = useQueryClient()
  const socket = useSocket()
  const { data: floor, isPending, error, refetch } = useQuery({ queryKey, queryFn: fetchFloor, staleTime: Infinity })

  watch(() => socket.link, (link) => { if (link === 'open') socket.send({ type: 'floor', on: true }) }, { immediate: true })
  onScopeDispose(socket.listen((frame) => {
    if (frame.type === 'floor') cache.setQueryData<Floor>(queryKey, frame.floor)
  }))
  onScopeDispose(() => { socket.send({ type: 'floor', on: false }) })

  return { floor, isPending, error, refetch }
}
