import type { Presence, PresenceState } from '../../api/wire.ts'

/** What the menu offers: a state, or a break with its reason. Writing up begins by itself. */
export type Choice = PresenceState | `break:${string}`

export const chosenOf = (presence: Presence | null): Choice => {
  if (presence === null) return 'offline'
  return presence.reason ? `break:${presence.reason}` : presence.state
}

export function stateOf(choice: Choice): [PresenceState, string | null] {
  const [state, reason = null] = choice.split(':', 2)
  return [state as PresenceState, reason]
}
