import { sameDay } from '../../../../../shared/format.ts'
import type { Entry } from '../../../../../shared/protocol.ts'
import type { Dealing } from '../../../../api/dealings.ts'

export interface Day { at: string, dealings: Dealing[] }

/** Newest first, each day under its own name. */
export function daysOf(dealings: readonly Dealing[]): Day[] {
  const days: Day[] = []
  for (const dealing of dealings) {
    const day = days.at(-1)
    if (day && sameDay(day.at, dealing.at)) day.dealings.push(dealing)
    else days.push({ at: dealing.at, dealings: [dealing] })
  }
  return days
}

/** What was read before, without what `fresh` tells anew; nothing is lost between the two where they touch. */
export function older(fresh: readonly Dealing[], held: readonly Dealing[]): Dealing[] {
  const told = new Set(fresh.map(({ id }) => id))
  return held.filter(({ id }) => !told.has(id))
}

/** Whether what was read before goes on where `fresh` ends. */
export function touches(fresh: readonly Dealing[], held: readonly Dealing[]): boolean {
  const known = new Set(held.map(({ id }) => id))
  return fresh.some(({ id }) => known.has(id))
}

/** Entries by which a contact begins, ends, changes hands or is rated. */
export const changesDealings = ({ kind }: Entry): boolean => kind === 'contact' || kind === 'owner' || kind === 'rating'
