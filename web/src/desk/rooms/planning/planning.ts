import type { Asking, Assumptions, DayOutlook, DaySlot, Otherwise } from '../../api/planning.ts'

export const asPlanned: Otherwise = { agents: 0, calls: 1, longer: 1, patience: 1 }
export const usually: Assumptions = {
  service_s: null, patience_s: 120, at_once: 1, shrinkage: 0.3, answered: 0.95, in_time: 0.85, within_s: 20, sure: 0.9,
}

const DAY_MS = 86_400_000
const BEIJING_AHEAD_MS = 8 * 3_600_000
const HALF_HOUR_MS = 1_800_000

/** The day in Beijing, as 2026-11-24. */
export const dayInBeijing = (ms: number): string =>
  new Date(ms + BEIJING_AHEAD_MS).toISOString().slice(0, 10)

export const isDay = (text: unknown): text is string =>
  typeof text === 'string' && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text))

export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10)

/** The week that is shown: from today on, or from the chosen day where it lies beyond. */
export const weekOf = (day: string, today: string): string =>
  day >= today && day < dayAfter(today, 7) ? today : day

export const percent = (share: number): string => `${Math.round(share * 1000) / 10}%`
export const whole = (figure: number): string => String(Math.round(figure))
export const hours = (figure: number): string => String(Math.round(figure * 10) / 10)
/** +6.1%, −3%. */
export const signed = (share: number): string => `${share < 0 ? '−' : '+'}${percent(Math.abs(share))}`

export const isOtherwise = (change: Otherwise): boolean =>
  change.agents !== 0 || change.calls !== 1 || change.longer !== 1 || change.patience !== 1

/** 09:00–09:30. */
export function halfHour(start: string): string {
  const [hour = 0, minute = 0] = start.split(':').map(Number)
  const end = hour * 60 + minute + 30
  return `${start}–${String(Math.floor(end / 60)).padStart(2, '0')}:${String(end % 60).padStart(2, '0')}`
}

/** Where in the half hours of its day this moment stands, 2.5 in the middle of the third; null on other days. */
export function placeOfNow({ on, slots }: Pick<DayOutlook, 'on' | 'slots'>, nowMs: number): number | null {
  const [first] = slots
  if (!first || on !== dayInBeijing(nowMs)) return null
  const place = (nowMs - Date.parse(`${on}T${first.start}:00+08:00`)) / HALF_HOUR_MS
  return place >= 0 && place <= slots.length ? place : null
}

/** Why the rest of the day is seen differently, in figures. */
export function bend(outlook: DayOutlook) {
  const soFar = outlook.so_far
  if (!soFar?.rest) return null
  const { expected, factor, hours: needed, planned_hours: planned } = soFar.rest
  return { at: soFar.at, came: soFar.came, expected, off: soFar.came / expected - 1, by: factor - 1, needed, planned }
}

export interface Column {
  key: string
  value: (slot: DaySlot) => number | null
  as: (figure: number) => string
  /** Decimals in a file. */
  csv: number
}

/** The figures of the table, of the file and of what is read out in a chart are the same. */
export function columnsOf(outlook: DayOutlook): Column[] {
  const share = (key: string, value: Column['value']): Column => ({ key, value, as: percent, csv: 4 })
  const count = (key: string, value: Column['value']): Column => ({ key, value, as: whole, csv: 1 })
  const has = (is: boolean, ...columns: Column[]) => is ? columns : []
  return [
    count('calls', (slot) => slot.calls),
    ...has(
      outlook.usual_days > 0,
      count('low', ({ usual }) => usual?.[0] ?? null),
      count('high', ({ usual }) => usual?.[1] ?? null),
    ),
    count('agents', (slot) => slot.agents),
    count('rostered', (slot) => slot.rostered),
    share('answered', (slot) => slot.answered),
    share('in_time', (slot) => slot.in_time),
    share('abandoned', (slot) => 1 - slot.answered),
    ...has(
      outlook.by_shifts !== null,
      count('shifts', (slot) => slot.shifts),
      share('shiftsAnswered', ({ by_shifts: shifts }) => shifts?.answered ?? null),
    ),
    ...has(
      outlook.otherwise !== null,
      count('otherCalls', ({ otherwise }) => otherwise?.calls ?? null),
      count('otherAgents', ({ otherwise }) => otherwise?.agents ?? null),
      share('otherAnswered', ({ otherwise }) => otherwise?.answered ?? null),
      share('otherInTime', ({ otherwise }) => otherwise?.in_time ?? null),
    ),
    ...has(
      outlook.so_far !== null,
      count('came', (slot) => slot.came),
      count('nowCalls', ({ now }) => now?.calls ?? null),
      count('nowAgents', ({ now }) => now?.agents ?? null),
    ),
  ]
}

/** For a spreadsheet: a line of names, then one for each half hour. */
export function csvOf(outlook: DayOutlook, nameOf: (key: string) => string, between = ','): string {
  const columns = columnsOf(outlook)
  const figure = ({ value, csv }: Column, slot: DaySlot) => {
    const known = value(slot)
    return known === null ? '' : String(Number(known.toFixed(csv)))
  }
  const lines = outlook.slots.map((slot) =>
    [`${outlook.on} ${slot.start}`, ...columns.map((column) => figure(column, slot))])
  return [[nameOf('start'), ...columns.map(({ key }) => nameOf(key))], ...lines].map((line) => line.join(between)).join('\n')
}

/** Which answers stay right while only the what-if changes: the key of the week leaves it out. */
export const plain = (asking: Asking): Asking => ({ ...asking, otherwise: asPlanned, so_far: null })
