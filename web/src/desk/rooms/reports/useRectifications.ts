import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { fetchRectifications } from '../../api/reports.ts'

const queryKey = ['rectifications']

export function useRectifications() {
  const cache = useQueryClient()
  const list = useQuery({ queryKey, queryFn: fetchRectifications })
  return { list, reload: () => void cache.invalidateQueries({ queryKey }) }
}
