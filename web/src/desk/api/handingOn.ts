/** Handing a conversation on, as docs/reference/protocol.md section 2 says it. */
import { call } from './http.ts'
import type { Both, Post, PresenceState } from './wire.ts'

/** Somebody who serves customers and is here; `units` of `capacity` are in her hands. */
export interface Colleague {
  id: string
  name: string
  post: Post
  state: PresenceState
  units: number
  capacity: number
}
/** `here` of its people are at work, `ready` of those take work now; so much that was handed on to it waits. */
export interface Team { id: string, name: string, here: number, ready: number, waiting: number }
export interface Colleagues {
  colleagues: Colleague[]
  skills: { id: string, name: Both }[]
  teams: Team[]
}

/** Nobody in `to` is whoever is next and has the skill, of the team first. */
export interface HandingOn { to: string | null, team: string | null, skill: string | null, note: string | null }

export const fetchColleagues = () => call<Colleagues>('GET', 'desk/colleagues')
export const handOn = (conversation: string, wish: HandingOn) =>
  call<unknown>('POST', `desk/conversations/${encodeURIComponent(conversation)}/transfer`, wish)
