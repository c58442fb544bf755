import type { Item } from '../../../api/wire.ts'
import { duration } from '../../../live/duration.ts'

export interface Chip { tone: 'calm' | 'soon' | 'late' | 'broken', what: 'waited' | 'due' | 'overdue' | 'held', time: string }

/** What the clock of a row says: grey, amber from half of the promised time, red in the last tenth, filled beyond. */
export function chipOf(item: Item, nowMs: number): Chip {
  const since = Date.parse(item.assigned_at ?? item.waiting_since)
  if (item.due_at === null) {
    return { tone: 'calm', what: item.state === 'assigned' ? 'held' : 'waited', time: duration(nowMs - since) }
  }
  const due = Date.parse(item.due_at)
  const left = due - nowMs
  if (left < 0) return { tone: 'broken', what: 'overdue', time: duration(-left) }
  return { tone: toneOf(left / (due - Date.parse(item.waiting_since))), what: 'due', time: duration(left) }
}

function toneOf(shareLeft: number): Chip['tone'] {
  if (shareLeft > 0.5) return 'calm'
  return shareLeft > 0.1 ? 'soon' : 'late'
}
