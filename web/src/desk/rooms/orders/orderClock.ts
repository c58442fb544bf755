import type { OrderItem } from '../../api/orders.ts'
import { counted, HOUR_MS, stopped, type Countdown } from '../../base/countdown.ts'

/** What is late or nearly so is known to the server; the last hours are counted here. */
const AHEAD = [8 * HOUR_MS, 2 * HOUR_MS] as const

/** The chip of an order. While others are waited for, or it was answered, nothing is counted down. */
export function chipOf(item: Pick<OrderItem, 'state' | 'due_at' | 'closed_at' | 'pressing'>, nowMs: number): Countdown {
  if (item.closed_at !== null || item.state === 'answered') return stopped('stopped')
  if (item.state === 'waiting') return stopped('paused', item.pressing)
  return counted(Date.parse(item.due_at) - nowMs, AHEAD)
}
