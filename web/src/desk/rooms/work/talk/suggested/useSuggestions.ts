import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { Entry } from '../../../../../shared/protocol.ts'
import { fetchSuggestions } from '../../../../api/suggestions.ts'
import { waitsSince } from './waits.ts'

/** What could answer what she said last; nothing while she waits for no answer, or somebody else answers. */
export function useSuggestions(id: Ref<string>, entries: Ref<readonly Entry[]>, isHers: Ref<boolean>) {
  const asked = computed(() => isHers.value ? waitsSince(entries.value) : null)
  const { data } = useQuery({
    queryKey: computed(() => ['suggestions', id.value, asked.value] as const),
    queryFn: ({ queryKey: [, conversation] }) => fetchSuggestions(conversation),
    enabled: computed(() => asked.value !== null),
    staleTime: Infinity,
    gcTime: 0,
  })
  return computed(() => asked.value === null ? [] : data.value?.suggestions ?? [])
}
