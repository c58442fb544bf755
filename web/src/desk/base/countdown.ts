const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

export type Unit = 'days' | 'hours' | 'minutes'
/** What the chip of a clock says: the colour only repeats its words. */
export interface Countdown {
  tone: 'calm' | 'soon' | 'late' | 'broken'
  what: 'left' | 'over' | 'paused' | 'stopped'
  unit: Unit
  n: number
}

/** What is left, amber and red from so long ahead on; or for how long it is over. */
export function counted(leftMs: number, [soonMs, lateMs]: readonly [number, number]): Countdown {
  if (leftMs < 0) return { ...spanned(-leftMs), tone: 'broken', what: 'over' }
  return { ...spanned(leftMs), tone: leftMs > soonMs ? 'calm' : leftMs > lateMs ? 'soon' : 'late', what: 'left' }
}

/** A clock that counts nothing down, pressing as much as it does. */
export const stopped = (what: 'paused' | 'stopped', pressing: 0 | 1 | 2 | 3 = 0): Countdown =>
  ({ unit: 'minutes', n: 0, tone: (['calm', 'soon', 'late', 'broken'] as const)[pressing], what })

/** Whole days from two on, whole hours from one on: what is left is never said to be more than it is. */
function spanned(ms: number): { unit: Unit, n: number } {
  if (ms >= 2 * DAY_MS) return { unit: 'days', n: Math.floor(ms / DAY_MS) }
  if (ms >= HOUR_MS) return { unit: 'hours', n: Math.floor(ms / HOUR_MS) }
  return { unit: 'minutes', n: Math.floor(ms / MINUTE_MS) }
}
