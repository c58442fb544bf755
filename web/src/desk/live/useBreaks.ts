import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { fetchBreaks } from '../api/calls.ts'
import type { BreakReason } from '../api/wire.ts'
import { useLocale } from './locale.ts'

const HOUR_MS = 3_600_000

/** Why somebody may be away from her desk: it changes with the pack alone. */
export function useBreaks() {
  const words = useLocale()
  const { data } = useQuery({ queryKey: ['breaks'], queryFn: fetchBreaks, staleTime: HOUR_MS })
  const breaks = computed(() => data.value?.breaks ?? [])
  const found = (reason: string | null | undefined): BreakReason | undefined =>
    breaks.value.find(({ id }) => id === reason)

  return {
    breaks,
    nameOf: (reason: string | null | undefined) => {
      const one = found(reason)
      return one ? words.said(one.name) : ''
    },
    /** Zero where there is no limit. */
    lastsS: (reason: string | null | undefined) => (found(reason)?.minutes ?? 0) * 60,
  }
}
