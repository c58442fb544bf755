import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'
import { searchArticles } from '../../../api/calls.ts'

const PAUSE_MS = 150
const LONGEST = 200

/** What the articles say to the words typed, once she pauses. What was found before stays until then. */
export function useArticles(words: Ref<string>) {
  const asked = ref('')
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(words, (now) => {
    clearTimeout(timer)
    timer = setTimeout(() => { asked.value = now.trim().slice(0, LONGEST) }, now.trim() === '' ? 0 : PAUSE_MS)
  })
  onScopeDispose(() => clearTimeout(timer))
  const { data, isPending, isError, refetch } = useQuery({
    queryKey: computed(() => ['articles', asked.value]),
    queryFn: () => searchArticles(asked.value),
    enabled: computed(() => asked.value !== ''),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  return { asked, found: data, isPending, isError, refetch }
}
