/** Triggers beside what came of them. */
import type { Counted, Figures, Trigger } from '../../api/outreach.ts'

export interface TriggerLine extends Trigger { counted: Counted }

const nothing: Counted = { sent: 0, held: 0, dropped: 0, given_back: 0 }
const all = ({ sent, held, dropped, given_back: back }: Counted): number => sent + held + dropped + back

/** What is paused stands first, since somebody has to decide about it; then what did the most. */
export function linesOf(triggers: readonly Trigger[], figures: Figures | undefined): TriggerLine[] {
  const counted = new Map(figures?.triggers.map((one) => [one.id, one]))
  return triggers
    .map((one) => ({ ...one, counted: counted.get(one.id) ?? nothing }))
    .sort((one, other) => Number(one.state === 'running') - Number(other.state === 'running') || all(other.counted) - all(one.counted))
}

export const toneOf = ({ state }: Trigger): string => ({ running: 'ok', paused: 'bad', asked: 'due' })[state]
