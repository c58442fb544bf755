import type { Figure, Wall } from '../../api/floor.ts'
import { presenceStates, type PresenceState } from '../../api/wire.ts'

/** Of a share 92.3%, of seconds 12.4, of a count 3; a dash while there is nothing to divide by. */
export function shown({ unit, value }: Figure): string {
  if (value === null) return '–'
  if (unit === 'share') return `${Math.round(value * 1000) / 10}%`
  return unit === 'seconds' ? String(Math.round(value * 10) / 10) : String(value)
}

/** The states in which somebody is, in the order of the menu. */
export const here = ({ agents }: Wall): { state: PresenceState, count: number }[] =>
  presenceStates.flatMap((state) => ({ state, count: agents[state] ?? 0 })).filter(({ count }) => count > 0)
