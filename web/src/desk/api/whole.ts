/** Where the customer in hand stands, her tags, and what reached her, as docs/reference/openapi.json says it. */
import { call } from './http.ts'
import type { Both, View } from './wire.ts'

export interface StageName { id: string, code: string | null, group: string, name: Both }
/** `by_event` is false where only days have passed; without a loan it is a stage of her own. */
export interface Move {
  loan: string | null
  before: string | null
  stage: StageName
  at: string
  by_event: boolean
  is_allowed: boolean
}
export interface Told {
  type: string
  name: Both | null
  loan: string | null
  at: string
  facts: Record<string, string | number | null>
}
/** One record of hers. Without the right to know of arrears there is the group of her stage alone. */
export interface Life {
  group: string
  group_name: Both | null
  stage: StageName | null
  since: string | null
  loans: { loan: string, stage: StageName, since: string }[]
  line: Move[]
  events: Told[]
}

export type Bounds = [number | null, number | null]
/** What a condition asks; of its kinds exactly one is there. */
export interface Asked {
  trait?: string
  mark?: string
  stage?: string[]
  group?: string[]
  loans?: string[]
  events?: string[]
  tag?: string
  is?: string[]
  between?: Bounds
  days?: Bounds
  within?: number
  or_unknown?: boolean
}
export interface TagReason {
  trait: string | null
  name: Both | null
  /** What it asks about, by name. */
  about: Both[]
  asked: Asked
  found: string | number | null
  as_of: string | null
  fits: boolean
}
export const tagGroups = ['need', 'risk', 'value', 'lifecycle'] as const
export interface Tag {
  id: string
  version: number
  group: typeof tagGroups[number]
  name: Both
  reasons: TagReason[]
  next_on: string | null
}
export interface TagRecord { tags: Tag[] }

export const touchStates = ['held', 'permitted', 'sent', 'dropped', 'not_used'] as const
export interface GateReason {
  gate: string
  rule: string
  words: Both | null
  then: 'drop' | 'hold'
  until: string | null
  unknown?: boolean
  source?: string | null
}
export interface Decision {
  at: string
  ruling: 'send' | 'hold' | 'drop'
  until: string | null
  rules: string
  reasons: GateReason[]
}
/** `source` is `house`, or `system` where somebody else reported it. */
export interface Touch {
  id: string
  trigger: string
  trigger_name: Both | null
  kind: 'E' | 'T' | 'S' | 'M'
  channel: string
  channel_name: Both | null
  topic: string
  source: string
  state: typeof touchStates[number]
  asked_at: string
  left_at: string | null
  until: string | null
  is_connected: boolean | null
  decisions: Decision[]
}

export interface Lives { records: Life[], view: View }
export interface TagsSeen { records: TagRecord[], view: View }
export interface Touches { touches: Touch[], has_more: boolean, view: View }

const of = (conversation: string, what: string) => `desk/conversations/${encodeURIComponent(conversation)}/${what}`

export const fetchLives = (conversation: string) => call<Lives>('GET', of(conversation, 'lifecycle'))
export const fetchTags = (conversation: string) => call<TagsSeen>('GET', of(conversation, 'tags'))
export const fetchTouches = (conversation: string, before: string | null = null) =>
  call<Touches>('GET', of(conversation, 'touches') + (before === null ? '' : `?before=${encodeURIComponent(before)}`))
