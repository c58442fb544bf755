import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, shallowRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { fetchReport, fetchThemes, wanted, type Asked } from '../../api/reports.ts'
import { useClock } from '../../live/clock.ts'
import { everything, lately, ready } from './reports.ts'

const FRESH_MS = 60_000

/** What is asked stands in the address, so that a report can be passed on; without a period, the last thirty days. */
export function useReport() {
  const route = useRoute()
  const router = useRouter()
  const now = useClock()
  const usual = lately(ready.month, now.value)
  const asked = computed<Asked>({
    get: () => {
      const said = Object.fromEntries(Object.entries(route.query).filter(([, value]) => typeof value === 'string'))
      return { ...everything, ...usual, ...said }
    },
    set: (next) => { void router.replace({ query: wanted(next) }) },
  })
  const report = useQuery({
    queryKey: ['complaint-report', asked],
    queryFn: () => fetchReport(asked.value),
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
  })
  const counts = shallowRef<Asked | null>(null)
  /** Reading words is on record, so they are counted only when somebody asks, and for what she asked then. */
  const isCounted = computed(() => counts.value === asked.value)
  const themes = useQuery({
    queryKey: ['complaint-themes', asked],
    queryFn: () => fetchThemes(asked.value),
    enabled: isCounted,
    staleTime: Infinity,
  })
  return { asked, now, report, themes, isCounted, count: () => { counts.value = asked.value } }
}
