import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import { doToComplaint, fetchComplaint, type Wish } from '../../api/complaints.ts'
import { asRefused } from '../../api/http.ts'
import { useAct } from '../../base/useAct.ts'
import { useComplaintWords } from './useComplaintWords.ts'

/** One complaint and what is done to it. It is not fetched again by itself: each look at its words is on record. */
export function useComplaint(id: string) {
  const cache = useQueryClient()
  const { refusal: sentence } = useComplaintWords()
  const { busy, refusal, act } = useAct(sentence)
  const queryKey = ['complaint', id]
  const { data, error, isPending, refetch } = useQuery({ queryKey, queryFn: () => fetchComplaint(id), staleTime: 0 })

  /** Whether it was done. */
  async function does(wish: Wish): Promise<boolean> {
    const done = await act(async () => {
      try {
        cache.setQueryData(queryKey, await doToComplaint(id, wish))
      } catch (error) {
        // It stands otherwise than shown here.
        if (asRefused(error).error === 'ActNotPossible') void refetch()
        throw error
      }
    })
    void cache.invalidateQueries({ queryKey: ['complaints', 'list'] })
    return done
  }

  return { complaint: data, failed: computed(() => error.value ? sentence(error.value) : ''), isPending, refetch, busy, refusal, does }
}
