import type { FloorAlert } from '../api/floor.ts'

/** What leaders are told of, the gravest first. */
export const gravest = ['danger', 'case_late', 'broken', 'risk', 'case_due', 'promise', 'wait', 'upset'] as const satisfies FloorAlert['kind'][]
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

/** In whose hands it is, as a sentence of the words of the floor. */
export function whereKey({ agent, complaint }: FloorAlert) {
  if (complaint !== null) return agent === null ? 'floor.alert.unassigned' : 'floor.alert.handles'
  return agent === null ? 'floor.alert.waits' : 'floor.alert.of'
}
