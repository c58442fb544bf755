import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import {
  addSnippet, changeSnippet, fetchOwnSnippets, removeSnippet, type NewSnippet, type OwnSnippet,
} from '../../../api/composing.ts'
import { useAct } from '../../../base/useAct.ts'

const queryKey = ['own-snippets']

/** What she keeps for herself. `removed` is the last that she took away, until she does something else. */
export function useOwnSnippets() {
  const cache = useQueryClient()
  const { data, isPending, refetch } = useQuery({ queryKey, queryFn: fetchOwnSnippets, staleTime: Infinity })
  const { busy, refusal, act } = useAct()
  const removed = ref<OwnSnippet | null>(null)
  const again = () => cache.invalidateQueries({ queryKey })

  /** Whether it is kept now. */
  async function save(one: NewSnippet, id: string | null): Promise<boolean> {
    removed.value = null
    const isSaved = await act(() => id === null ? addSnippet(one) : changeSnippet(id, one))
    if (isSaved) await again()
    return isSaved
  }

  async function remove(one: OwnSnippet): Promise<void> {
    removed.value = null
    if (await act(() => removeSnippet(one.id))) removed.value = one
    await again()
  }

  async function undo(): Promise<void> {
    if (removed.value !== null) await save({ key: removed.value.key, text: removed.value.text }, null)
  }

  return {
    kept: data, snippets: computed(() => data.value?.snippets), isPending, refetch,
    busy, refusal, removed, save, remove, undo,
  }
}
