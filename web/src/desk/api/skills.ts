/** What agents can and what asks for it, as docs/reference/protocol.md section 2 says it. */
import { call } from './http.ts'
import type { Both, Post, PresenceState } from './wire.ts'

/** Skills by their proficiency, 1 to 5. */
export type Levels = Readonly<Record<string, number>>

export interface Profile {
  /** Null for every skill. */
  skills: Levels | null
  capacity: number
  /** Whether the capacity is what the settings say. */
  usual: boolean
}

export interface SkilledAgent extends Profile {
  id: string
  name: string
  post: Post
  state: PresenceState
  /** Whether she is in a team that the reader leads. */
  yours: boolean
}

/** What is enough from a wait of so many seconds on. */
export interface Ask { after_s: number, skills: Levels }

export interface AskingQueue {
  id: string
  name: Both
  asks: Ask[]
  /** Whose people may take it as well, after so many seconds. */
  overflow: { to: string, after_s: number } | null
}

export interface Skill { id: string, name: Both }

export interface Skilled {
  agents: SkilledAgent[]
  skills: Skill[]
  usual_capacity: number
  queues: AskingQueue[]
  /** The skill that a conversation in a language asks for. */
  languages: Record<string, string>
}

export interface ProfileWish { skills: Levels | null, capacity: number | null }

export const fetchSkilled = () => call<Skilled>('GET', 'desk/agents')
export const setProfile = (staff: string, wish: ProfileWish) =>
  call<Profile>('PUT', `desk/agents/${encodeURIComponent(staff)}`, wish)
