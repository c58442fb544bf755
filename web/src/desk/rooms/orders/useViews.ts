import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import { dropView, fetchViews, keepView, type NewView, type View } from '../../api/orders.ts'
import { useAct } from '../../base/useAct.ts'
import { useOrderWords } from './useOrderWords.ts'

/** The views she keeps and those shared with her; what she has just deleted can come back. */
export function useViews() {
  const cache = useQueryClient()
  const { refusal: sentence } = useOrderWords()
  const { busy, refusal, act } = useAct(sentence)
  const queryKey = ['orders', 'views']
  const { data } = useQuery({ queryKey, queryFn: fetchViews })
  const removed = ref<View | null>(null)
  const again = () => cache.invalidateQueries({ queryKey })

  /** The view as it is kept now, or nothing. */
  async function save(view: NewView, id?: string): Promise<View | null> {
    removed.value = null
    let kept: View | null = null
    await act(async () => { kept = await keepView(view, id) })
    await again()
    return kept
  }

  async function remove(view: View): Promise<boolean> {
    removed.value = null
    const done = await act(() => dropView(view.id))
    if (done) removed.value = view
    await again()
    return done
  }

  async function undo(): Promise<void> {
    const { value: view } = removed
    if (view) await save({ name: view.name, wanted: view.wanted, is_shared: view.is_shared })
  }

  return { views: computed(() => data.value?.views ?? []), busy, refusal, removed, save, remove, undo }
}
