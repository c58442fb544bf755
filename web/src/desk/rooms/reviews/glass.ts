import type { GlassRequest } from '../../api/accessWire.ts'

export type GlassState = 'asked' | 'open' | 'refused' | 'over' | 'late'

/** After this nobody can agree any more: the server refuses it. */
const ANSWERED_WITHIN_MS = 30 * 60_000

export function glassState({ approved, asked_at: asked, until }: GlassRequest, nowMs: number): GlassState {
  if (approved === null) return nowMs > Date.parse(asked) + ANSWERED_WITHIN_MS ? 'late' : 'asked'
  if (!approved) return 'refused'
  return until !== null && Date.parse(until) > nowMs ? 'open' : 'over'
}

/** Whoever asked or agreed does not also answer for it. */
export const mayReview = (one: GlassRequest, me: { id: string, name: string }): boolean =>
  one.approved !== null && one.verdict === null && one.staff !== me.id && one.decided_by !== me.name
