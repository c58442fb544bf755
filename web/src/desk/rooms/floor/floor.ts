import type { FloorAgent, FloorQueue, FloorTalk, Mood } from '../../api/floor.ts'
import { presenceStates, type PresenceState } from '../../api/wire.ts'

/** Since when the one among her customers waits who waits longest for an answer. */
export function longestWait({ talks }: FloorAgent): string | null {
  const waits = talks.flatMap(({ waits_since: since }) => since ?? [])
  return waits.sort((a, b) => Date.parse(a) - Date.parse(b))[0] ?? null
}

export function worstMood({ talks }: FloorAgent): Mood | null {
  const moods = talks.flatMap(({ mood }) => mood ?? [])
  return moods.sort((a, b) => b.intensity - a.intensity)[0] ?? null
}

/** Who waits longest first; then what has been in hand longest. */
export function inOrder(talks: readonly FloorTalk[]): FloorTalk[] {
  const at = ({ waits_since: waits, since }: FloorTalk) => Date.parse(waits ?? since)
  return [...talks].sort((a, b) => Number(a.waits_since === null) - Number(b.waits_since === null) || at(a) - at(b))
}

/** How many agents are in each state, those states left out in which nobody is. */
export function byState(agents: readonly FloorAgent[]): { state: PresenceState, count: number }[] {
  return presenceStates
    .map((state) => ({ state, count: agents.filter((one) => one.state === state).length }))
    .filter(({ count }) => count > 0)
}

export type Tone = '' | 'due' | 'bad'

/** How a wait stands against what was promised: half of it is a warning. */
export function toneOfWait(waitMs: number, withinS: number): Tone {
  if (waitMs > withinS * 1000) return 'bad'
  return waitMs > withinS * 500 ? 'due' : ''
}

/** Null while nobody's wait is over today. */
export const shareInTime = ({ in_time: inTime, of }: FloorQueue): number | null => of === 0 ? null : inTime / of

export const toneOfShare = (queue: FloorQueue): Tone => {
  const share = shareInTime(queue)
  return share !== null && share < queue.target.share ? 'bad' : ''
}
