import type { ClockReading, ComplaintItem } from '../../api/complaints.ts'
import { counted, DAY_MS, HOUR_MS, stopped, type Countdown } from '../../base/countdown.ts'

/** From when on a clock is amber, and red. */
const AHEAD: Record<ClockReading['clock'], readonly [number, number]> = {
  legal: [3 * DAY_MS, DAY_MS], house: [3 * DAY_MS, DAY_MS], contact: [12 * HOUR_MS, 2 * HOUR_MS],
  outside: [3 * DAY_MS, DAY_MS],
}

export interface Chip extends Countdown { clock: ClockReading['clock'] }

/** The nearest of the clocks. What stands still is not counted, so a row says that, and how much it presses. */
export function chipOf(item: ComplaintItem, nowMs: number): Chip {
  const [clock, dueAt] = nearest(item)
  if (item.closed_at !== null) return { ...stopped('stopped'), clock }
  if (item.phase === 'paused') return { ...stopped('paused', item.pressing), clock }
  return { ...counted(dueAt - nowMs, AHEAD[clock]), clock }
}

function nearest({ due_at: legal, house_due_at: house, outside_due_at: outside }: ComplaintItem): [ClockReading['clock'], number] {
  const clocks: [ClockReading['clock'], string | null][] = [['legal', legal], ['house', house], ['outside', outside]]
  return clocks.flatMap(([clock, at]): [ClockReading['clock'], number][] => at === null ? [] : [[clock, Date.parse(at)]])
    .reduce((first, one) => one[1] < first[1] ? one : first)
}

export function chipOfReading({ clock, state, due_at: dueAt }: ClockReading, nowMs: number): Chip {
  if (state === 'paused' || state === 'stopped') return { ...stopped(state), clock }
  return { ...counted(Date.parse(dueAt) - nowMs, AHEAD[clock]), clock }
}
