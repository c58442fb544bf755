import type { ClockReading, ComplaintItem } from '../../api/complaints.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** From when on a clock is amber, and red. */
const AHEAD: Record<ClockReading['clock'], readonly [number, number]> = {
  legal: [3 * DAY_MS, DAY_MS], house: [3 * DAY_MS, DAY_MS], contact: [12 * HOUR_MS, 2 * HOUR_MS],
}

export type Unit = 'days' | 'hours' | 'minutes'
/** What a chip says: the colour only repeats its words. */
export interface Chip {
  tone: 'calm' | 'soon' | 'late' | 'broken'
  clock: ClockReading['clock']
  what: 'left' | 'over' | 'paused' | 'stopped'
  unit: Unit
  n: number
}

/** The nearer of the two clocks. What stands still is not counted, so a row says that, and how much it presses. */
export function chipOf(item: ComplaintItem, nowMs: number): Chip {
  const house = item.house_due_at
  const clock = house !== null && Date.parse(house) < Date.parse(item.due_at) ? 'house' : 'legal'
  if (item.closed_at !== null) return { ...spanned(0), tone: 'calm', clock, what: 'stopped' }
  if (item.phase === 'paused') {
    return { ...spanned(0), tone: (['calm', 'soon', 'late', 'broken'] as const)[item.pressing], clock, what: 'paused' }
  }
  return counted(clock, Date.parse(clock === 'house' && house !== null ? house : item.due_at) - nowMs)
}

export function chipOfReading({ clock, state, due_at: dueAt }: ClockReading, nowMs: number): Chip {
  if (state === 'paused' || state === 'stopped') return { ...spanned(0), tone: 'calm', clock, what: state }
  return counted(clock, Date.parse(dueAt) - nowMs)
}

function counted(clock: ClockReading['clock'], leftMs: number): Chip {
  const [soon, late] = AHEAD[clock]
  if (leftMs < 0) return { ...spanned(-leftMs), tone: 'broken', clock, what: 'over' }
  return { ...spanned(leftMs), tone: leftMs > soon ? 'calm' : leftMs > late ? 'soon' : 'late', clock, what: 'left' }
}

/** Whole days from two on, whole hours from one on: what is left is never said to be more than it is. */
function spanned(ms: number): { unit: Unit, n: number } {
  if (ms >= 2 * DAY_MS) return { unit: 'days', n: Math.floor(ms / DAY_MS) }
  if (ms >= HOUR_MS) return { unit: 'hours', n: Math.floor(ms / HOUR_MS) }
  return { unit: 'minutes', n: Math.floor(ms / MINUTE_MS) }
}
