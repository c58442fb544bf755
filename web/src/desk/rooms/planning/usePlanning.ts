import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import {
  fetchCheck, fetchHistories, fetchOutlook, fetchPlans, fetchWeek, type Asking, type Assumptions,
} from '../../api/planning.ts'
import { useClock } from '../../live/clock.ts'
import { storage } from '../../live/writing.ts'
import { asPlanned, dayAfter, dayInBeijing, isDay, plain, usually, weekOf } from './planning.ts'

const KEPT = 'qiao:desk:planning'
const AGAIN_MS = 1_000
const FRESH_MS = 60_000

interface Kept { history: string | null, assumed: Assumptions }

function kept(): Kept {
  try {
    const known = JSON.parse(storage.getItem(KEPT) ?? '{}') as Partial<Kept>
    return { history: known.history ?? null, assumed: { ...usually, ...known.assumed } }
  } catch {
    return { history: null, assumed: usually }
  }
}

/** A day as it is asked about: which, from what history, on what assumptions, and what would be otherwise. */
export function usePlanning() {
  const route = useRoute()
  const router = useRouter()
  const now = useClock()
  const today = computed(() => dayInBeijing(now.value))
  const begins = kept()
  const histories = useQuery({ queryKey: ['planning', 'histories'], queryFn: fetchHistories, staleTime: 10 * FRESH_MS })
  const chosen = ref(begins.history)
  /** What she chose, as long as it is there; else the house's own, or the latest file where there is nothing yet. */
  const history = computed({
    get: () => {
      const { house, loaded } = histories.data.value ?? { house: null, loaded: [] }
      if (chosen.value === 'house' || loaded.some(({ id }) => id === chosen.value)) return chosen.value ?? 'house'
      return house ? 'house' : loaded[0]?.id ?? 'house'
    },
    set: (id: string) => { chosen.value = id },
  })
  const assumed = shallowRef(begins.assumed)
  const otherwise = shallowRef(asPlanned)
  const soFar = shallowRef<Asking['so_far']>(null)
  const day = computed({
    get: () => isDay(route.query['on']) && route.query['on'] >= today.value ? route.query['on'] : dayAfter(today.value, 1),
    set: (on: string) => { void router.replace({ query: { ...route.query, on } }) },
  })
  watch([chosen, assumed], () => {
    storage.setItem(KEPT, JSON.stringify({ history: chosen.value, assumed: assumed.value }))
  })
  watch([day, history], () => { soFar.value = null })

  const asking = computed<Asking>(() => ({
    ...assumed.value,
    on: day.value,
    history: history.value,
    otherwise: otherwise.value,
    so_far: day.value === today.value ? soFar.value : null,
  }))
  const isKnown = computed(() => !histories.isPending.value)
  const outlook = useQuery({
    queryKey: computed(() => ['planning', 'outlook', asking.value] as const),
    queryFn: ({ queryKey: [, , asked] }) => fetchOutlook(asked),
    enabled: isKnown,
    placeholderData: keepPreviousData,
    staleTime: FRESH_MS,
    refetchInterval: () => day.value === today.value ? 5 * FRESH_MS : false,
  })
  const week = useQuery({
    queryKey: computed(() => ['planning', 'week', { ...plain(asking.value), on: weekOf(day.value, today.value) }] as const),
    queryFn: ({ queryKey: [, , asked] }) => fetchWeek(asked),
    enabled: isKnown,
    placeholderData: keepPreviousData,
    staleTime: 10 * FRESH_MS,
  })
  return { today, now, day, history, assumed, otherwise, soFar, asking, outlook, week, histories }
}

export type Planning = ReturnType<typeof usePlanning>

/** The plans of a day, and how to look at them anew. */
export function usePlans(day: () => string) {
  const cache = useQueryClient()
  const queryKey = computed(() => ['planning', 'plans', day()] as const)
  const plans = useQuery({ queryKey, queryFn: ({ queryKey: [, , on] }) => fetchPlans(on) })
  return { ...plans, again: () => cache.invalidateQueries({ queryKey: queryKey.value }) }
}

/** The latest trial of a day; while it runs it is looked at every second, also after the page was loaded anew. */
export function useCheck(day: () => string) {
  const cache = useQueryClient()
  const queryKey = computed(() => ['planning', 'check', day()] as const)
  const check = useQuery({
    queryKey,
    queryFn: ({ queryKey: [, , on] }) => fetchCheck(on),
    refetchInterval: ({ state }) => state.data?.check?.state === 'running' ? AGAIN_MS : false,
  })
  return { ...check, again: () => cache.invalidateQueries({ queryKey: queryKey.value }) }
}
