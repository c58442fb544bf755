import type { AsideChoices } from '../../../../api/asides.ts'
import { fieldOf } from '../../../../live/promised.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

/** Null where nothing, or half of it, is written. */
export function momentOf(field: string): number | null {
  const ms = Date.parse(`${field}:00+08:00`)
  return Number.isNaN(ms) ? null : ms
}

/** Moments within the hours of the house that are worth one press: soon, later today, and tomorrow morning. */
export function suggested({ soonest_min: soonest, opens, closes }: AsideChoices, nowMs: number): number[] {
  const inHours = (ms: number) => fieldOf(ms).slice(11) >= opens && fieldOf(ms).slice(11) <= closes
  const later = [Math.max(30, soonest), 60, 120].map((minutes) => roundedUp(nowMs + minutes * MINUTE_MS))
  const tomorrow = momentOf(`${fieldOf(nowMs + DAY_MS).slice(0, 10)}T${opens}`) ?? nowMs
  return [...later.filter(inHours), tomorrow + 60 * MINUTE_MS]
}

const roundedUp = (ms: number): number => Math.ceil(ms / (5 * MINUTE_MS)) * 5 * MINUTE_MS
