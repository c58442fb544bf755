import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { asRefused } from '../../api/http.ts'
import { doToOrder, fetchOrder, type Wish } from '../../api/orders.ts'
import { useAct } from '../../base/useAct.ts'
import { useOrderWords } from './useOrderWords.ts'

/** One order and what is done to it. It is not fetched again by itself: each look at its words is on record. */
export function useOrder(id: string) {
  const cache = useQueryClient()
  const { refusal: sentence } = useOrderWords()
  const { busy, refusal, act } = useAct(sentence)
  const queryKey = ['order', id]
  const { data, error, isPending, refetch } = useQuery({ queryKey, queryFn: () => fetchOrder(id), staleTime: 0 })
  /** She gave it to a department that is not hers. */
  const isGone = ref(false)

  /** Whether it was done. */
  async function does(wish: Wish): Promise<boolean> {
    const done = await act(async () => {
      try {
        const shown = await doToOrder(id, wish)
        if ('gone' in shown) isGone.value = true
        else cache.setQueryData(queryKey, shown)
      } catch (error) {
        // It stands otherwise than shown here.
        if (asRefused(error).error === 'OrderActNotPossible') void refetch()
        throw error
      }
    })
    for (const shape of ['list', 'board', 'talk']) void cache.invalidateQueries({ queryKey: ['orders', shape] })
    return done
  }

  const failed = computed(() => error.value ? sentence(error.value) : '')
  return { order: data, failed, isPending, isGone, refetch, busy, refusal, does }
}
