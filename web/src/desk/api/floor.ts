/** The floor of a leader, as docs/reference/protocol.md section 2 says it. */
import type { RiskLevel } from './assist.ts'
import type { HandingOn } from './handingOn.ts'
import { call } from './http.ts'
import type { Both, Item, Lane, Post, PresenceState, Stored } from './wire.ts'

export interface Mood { label: string, intensity: number }

/** What is in an agent's hands, or offered to her. */
export interface FloorTalk {
  item: string
  kind: Item['kind']
  state: 'reserved' | 'assigned'
  lane: Lane
  conversation: string
  number: string
  since: string
  /** Since when the customer waits for an answer; null while nobody waits. */
  waits_since: string | null
  is_aside?: boolean
  /** By when the customer is promised an answer. */
  due_at?: string | null
  /** Who speaks to the customer beside her. */
  beside?: string[]
  /** Null where she is calm, or where it may not be seen. */
  mood: Mood | null
  /** How likely a complaint is; none, too, where that may not be seen. */
  risk?: RiskLevel
}

export interface FloorAgent {
  id: string
  name: string
  post: Post
  state: PresenceState
  since: string | null
  reason: string | null
  units: number
  capacity: number
  talks: FloorTalk[]
  /** How many of them are put aside. */
  aside?: number
}

/** `in_time` of `of` were answered within the target today. */
export interface FloorQueue {
  id: string
  name: Both
  waiting: Partial<Record<Lane, number>>
  longest_since: string | null
  target: { share: number, within_s: number }
  in_time: number
  of: number
}

export const alertKinds = ['danger', 'upset', 'wait', 'promise', 'broken', 'risk', 'case_due', 'case_late'] as const

/** Something leaders were told of at once, of work that is not over. */
export interface FloorAlert {
  id: string
  kind: typeof alertKinds[number]
  /** Of work of the floor; null of a complaint. */
  item: string | null
  conversation: string | null
  complaint: string | null
  number: string
  lane: Lane
  /** Who has it; null while it waits. */
  agent: string | null
  raised_at: string
  acknowledged: { by: string, at: string } | null
}

/** A customer in somebody's hands shall have an answer within `answer_within_s`. */
export interface Floor { agents: FloorAgent[], queues: FloorQueue[], alerts: FloorAlert[], answer_within_s: number }

/** `numerator` / `denominator`, with the formula in words; without a denominator a count. */
export interface Figure {
  id: string
  name: Both
  formula: Both
  unit: 'share' | 'seconds' | 'count'
  value: number | null
  numerator: number
  denominator: number | null
}
export interface Wall {
  figures: Figure[]
  waiting: number
  longest_since: string | null
  agents: Partial<Record<PresenceState, number>>
  /** On duty in this half hour by the published plan; null where none speaks of it. */
  planned: number | null
}

export const fetchWall = () => call<Wall>('GET', 'desk/floor/figures')
export const acknowledge = (alert: string) =>
  call<unknown>('POST', `desk/floor/alerts/${encodeURIComponent(alert)}/acknowledge`)

const onItem = (item: string, act: string) => `desk/floor/items/${encodeURIComponent(item)}/${act}`

export const fetchFloor = () => call<Floor>('GET', 'desk/floor')
export const whisper = (item: string, text: string, clientId: string) =>
  call<Stored>('POST', onItem(item, 'whisper'), { client_id: clientId, text }, clientId)
export const joinTalk = (item: string) => call<unknown>('POST', onItem(item, 'join'))
export const leaveTalk = (item: string) => call<unknown>('POST', onItem(item, 'leave'))
export const takeOver = (item: string) => call<Item>('POST', onItem(item, 'take-over'))
export const sendOn = (item: string, wish: HandingOn) => call<unknown>('POST', onItem(item, 'send-on'), wish)
/** To nobody is to the front of the queue. */
export const emptyHands = (agent: string, to: string[]) =>
  call<{ moved: number }>('POST', `desk/floor/agents/${encodeURIComponent(agent)}/empty-hands`, { to })
