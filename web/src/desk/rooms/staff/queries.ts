/** What the tabs of this page share in the cache. Others change it too, so it is asked again whenever it is shown. */
import { fetchPlanned, fetchPostRequests, fetchResets, fetchStaff, fetchTeams } from '../../api/accessCalls.ts'
import { useWho } from '../../live/who.ts'

const LOOK_EVERY_MS = 15_000

export const everybody = { queryKey: ['staff'], queryFn: fetchStaff, staleTime: 0 }
export const postRequests = {
  queryKey: ['post-requests'], queryFn: fetchPostRequests, staleTime: 0, refetchInterval: LOOK_EVERY_MS,
}
export const resetRequests = {
  queryKey: ['reset-requests'], queryFn: fetchResets, staleTime: 0, refetchInterval: LOOK_EVERY_MS,
}
export const teams = { queryKey: ['teams'], queryFn: fetchTeams, staleTime: 0 }
export const planned = { queryKey: ['planned'], queryFn: fetchPlanned, staleTime: 0 }

/** Whether requests for a new password are hers to see. */
export function useDecidesResets(): boolean {
  const who = useWho()
  return who.may('rights_approve') || who.may('staff_accounts')
}
