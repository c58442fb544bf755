/** Planning, as docs/reference/protocol.md section 2 says it. */
import { call } from './http.ts'

export interface Otherwise { agents: number, calls: number, longer: number, patience: number }

/** What is assumed of calls, agents and targets; seconds, and shares of one. `service_s` null is: as measured. */
export interface Assumptions {
  service_s: number | null
  patience_s: number
  at_once: number
  shrinkage: number
  answered: number
  in_time: number
  within_s: number
  sure: number
}

export interface Asking extends Assumptions {
  on: string
  /** "house" for its own conversations. */
  history: string
  otherwise: Otherwise
  so_far: { at: string, calls: number } | null
}

export interface Slot { calls: number, agents: number, answered: number, in_time: number }
export interface DaySlot extends Slot {
  start: string
  rostered: number
  usual: [number, number] | null
  shifts: number | null
  by_shifts: Slot | null
  otherwise: Slot | null
  /** Null for half hours that have not passed. */
  came: number | null
  now: { calls: number, agents: number } | null
}
/** `agents` is the most at once. */
export interface DaySum extends Slot { hours: number, rostered_hours: number }
export interface Rest { expected: number, factor: number, hours: number, planned_hours: number }

export const doubts = ['few_days', 'no_such_day', 'no_due_dates', 'stale', 'calendar', 'service'] as const

export interface DayOutlook {
  on: string
  kind: string
  history: { from: string, to: string, days: number }
  unsure: typeof doubts[number][]
  assumed: Assumptions & { service_s: number, service_from: 'given' | 'measured' | 'usual' }
  usual_days: number
  slots: DaySlot[]
  day: DaySum
  by_shifts: DaySum | null
  otherwise: (DaySum & { needs_hours: number }) | null
  so_far: { at: string, came: number, rest: Rest | null } | null
}

export interface WeekDay extends DaySum { on: string, kind: string }
export interface LoadedHistory { id: string, name: string, from: string, to: string, loaded_at: string }
export interface Histories { house: { from: string, to: string } | null, loaded: LoadedHistory[] }

export interface KeptPlan {
  id: string
  on: string
  by: string | null
  at: string
  note: string
  published: { by: string | null, at: string } | null
  figures: DayOutlook
}

export const staffings = ['needed', 'shifts', 'otherwise'] as const
export type Staffing = typeof staffings[number]

export interface PlanCheck {
  id: string
  on: string
  state: 'running' | 'done' | 'cancelled' | 'failed'
  by: string | null
  at: string
  ended_at: string | null
  which: Staffing
  hours: number
  days: number
  done: number
  targets: { answered: number, in_time: number, within_s: number, sure: number }
  kept: { answered: number, in_time: number, both: number }
  /** The answer rate of each day, the lowest first. */
  answered: number[]
}

const path = (of: string) => `desk/planning/${of}`
const one = (of: string, id: string, act = '') => path(`${of}/${encodeURIComponent(id)}${act}`)
const on = (of: string, day: string) => path(`${of}?on=${encodeURIComponent(day)}`)

export const fetchOutlook = (asking: Asking) => call<DayOutlook>('POST', path('outlook'), asking)
export const fetchWeek = (asking: Asking) => call<{ days: WeekDay[] }>('POST', path('week'), asking)
export const fetchHistories = () => call<Histories>('GET', path('histories'))
export const loadHistory = (name: string, csv: string) => call<LoadedHistory>('POST', path('histories'), { name, csv })
export const removeHistory = (id: string) => call<unknown>('DELETE', one('histories', id))
export const fetchPlans = (day: string) => call<{ plans: KeptPlan[] }>('GET', on('plans', day))
export const keepPlan = (asking: Asking, note: string) => call<KeptPlan>('POST', path('plans'), { ...asking, note })
export const publishPlan = (id: string) => call<KeptPlan>('POST', one('plans', id, '/publish'))
export const fetchCheck = (day: string) => call<{ check: PlanCheck | null }>('GET', on('checks', day))
export const beginCheck = (asking: Asking, which: Staffing, days: number) =>
  call<{ check: PlanCheck }>('POST', path('checks'), { ...asking, which, days })
export const cancelCheck = (id: string) => call<unknown>('POST', one('checks', id, '/cancel'))
