import type { FloorAlert } from '../api/floor.ts'

/** What leaders are told of, the gravest first. */
export const gravest = ['danger', 'broken', 'promise', 'wait', 'upset'] as const satisfies FloorAlert['kind'][]
type Kind = FloorAlert['kind']

/** What is worth a notice outside the browser, where she allows that. */
export const isSerious = ({ kind }: FloorAlert): boolean => kind !== 'upset'

/** What nobody has taken notice of yet: the gravest first, then what stands longest. */
export function openOf(alerts: readonly FloorAlert[]): FloorAlert[] {
  const rank = (kind: Kind) => gravest.indexOf(kind)
  return alerts
    .filter(({ acknowledged }) => acknowledged === null)
    .sort((a, b) => rank(a.kind) - rank(b.kind) || Date.parse(a.raised_at) - Date.parse(b.raised_at))
}

/** Which of those that stood open before somebody has taken notice of now. */
export function takenSince(before: readonly FloorAlert[], now: readonly FloorAlert[]): FloorAlert[] {
  const open = new Set(openOf(before).map(({ id }) => id))
  return now.filter(({ id, acknowledged }) => acknowledged !== null && open.has(id))
}
