/** The desk's part of the wire, as docs/reference/protocol.md section 2 says it. */
import type { Floor, FloorAlert, Wall } from './floor.ts'
import type { Aside, Consult, Conversation, Entry, ErrorFrame, Marks, Message, Participant, Typing } from '../../shared/protocol.ts'

export const lanes = ['life', 'emergency', 'distress', 'complaint', 'care', 'elder', 'promise', 'normal'] as const
export type Lane = typeof lanes[number]

export const presenceStates = ['ready', 'wrap_up', 'busy', 'break', 'offline'] as const
export type PresenceState = typeof presenceStates[number]

export const closeReasons = ['solved', 'unsolved', 'no_reply', 'duplicate', 'wrong_person', 'other'] as const
export type CloseReason = typeof closeReasons[number]

/** The jobs that carry rights. Their names in both languages are the pack's: GET /api/v1/access/matrix. */
export type Post =
  | 'bot' | 'online_agent' | 'phone_agent' | 'vip_care_agent' | 'complaint_officer' | 'postloan_officer'
  | 'collection_vendor' | 'qa_inspector' | 'team_leader' | 'wfm_planner' | 'knowledge_trainer' | 'compliance'
  | 'business_analyst' | 'risk_fraud' | 'operations_activator' | 'dpo_auditor' | 'sysadmin' | 'incident_manager'

export interface Both { zh: string, en: string }

export const pages = [
  'work', 'floor', 'wall', 'planning', 'requests', 'complaints', 'orders', 'reports', 'incidents', 'outreach', 'reviews', 'audit',
  'staff', 'matrix', 'account',
] as const
export type Page = typeof pages[number]

export interface Me {
  staff: { id: string, username: string, name: string, post: Post }
  csrf: string
  demo: boolean
  brand: string
  /** The pages that answer her post, and what she may do there. A server before this one does not say. */
  pages?: Page[]
  may?: string[]
}

/** What is still to do before there is a session, and the ticket to it. */
export interface NextStep { step: 'code' | 'password' | 'enrol', ticket: string }
/** Where somebody stands after a step; `recovery_codes` are shown here and nowhere again. */
export type Arrival = (Me | NextStep) & { recovery_codes?: string[] }
export interface Enrolment { secret: string, uri: string, picture: string }

export interface Presence {
  state: PresenceState
  since: string
  units: number
  capacity: number
  /** Why she is away, for a break alone. */
  reason?: string | null
}
export interface BreakReason { id: string, name: Both, minutes: number | null }
export interface Value { id: string, field: string, masked: string, source: string, as_of: string, rule: string }
export interface Customer {
  id: string
  kind: 'visitor' | 'customer'
  name: string
  level: string
  fields?: Value[]
}

interface Explained { because: string, why: Both, ask: Both }
/** Whether what the mask hides can be had; if not, why, and how to ask. */
export type Clear = { reveal: true, step_up: boolean, purposes: string[] } | { reveal: false } & Explained
export type Sight =
  | { name: Both, shown: false, rule: string | null } & Explained
  | {
    name: Both
    shown: boolean
    right: string
    form: string | null
    rule: string
    acts: string[]
    clear: Clear | null
    because?: undefined
  }
export interface View { purpose: string, purposes: { id: string, name: Both }[], fields: Record<string, Sight> }
export interface Subject { id: string, name: Both }

export interface PromisedCall { starts_at: string, ends_at: string, tries: number, reminded: boolean }

export interface Item {
  id: string
  kind: 'conversation' | 'call_back' | 'consult'
  state: 'waiting' | 'reserved' | 'assigned' | 'done'
  lane: Lane
  conversation: string
  number: string
  customer: Customer
  topic: string | null
  preview: string
  unread: number
  waiting_since: string
  due_at: string | null
  reserved_until: string | null
  assigned_at: string | null
  /** The staff id in whose hands it is. Where a server leaves it out, it tells each desk only of her own. */
  holder?: string | null
  /** The last decision of routing about it, in one line. Where a server is older it says nothing. */
  why?: Both | null
  /** Of a promised call: when it may be made, and how often nobody answered. */
  call?: PromisedCall | null
  /** In her hands, and put aside for now. */
  is_aside?: boolean
  /** Units of her hands that it fills while it is aside. */
  fills?: number | null
  /** What the customer is promised until she has an answer. */
  aside?: Aside | null
}

/** `mentions`: how many she has not read. */
export interface Desk {
  seq: number
  me: Presence
  mine: Item[]
  waiting: Item[]
  closed_today: number
  mentions?: number
}

/** A feeling: `intensity` 1 to 3, `recent` the strengths of the last three messages, oldest first. */
export interface Emotion { label: string, intensity: number, recent: number[], trend: 'rising' | 'falling' | 'steady' }

export interface Brief {
  asked: string
  reason: string
  understood: { intent: string, name: string, confidence: number }[]
  tried: { kind: 'answered' | 'clarified' | 'offered', title: string }[]
  signals: { signal: string, span: string }[]
  emotion?: Emotion | null
  /** How many files she sent. Briefs of before do not say. */
  files?: number
  turns: number
  waiting_since: string
  /** What was being asked for when it came to a person. */
  request?: { flow: string, name: Both, slots: { name: Both, value: Both, is_skipped: boolean }[] } | null
  /** A first line for her to say, in the customer's language, where no request is open. */
  opening?: string
  /** What colleagues promised her and nobody has answered yet. */
  promised?: { by: string, said: string, until: string | null, at: string }[]
  /** Whom colleagues asked about what so far. */
  consulted?: { asked: string, about: string, at: string, answered: boolean }[]
}

export interface Work {
  conversation: Conversation
  customer: Customer
  item: Item | null
  entrance: string
  brief: Brief | null
  entries: Entry[]
  has_more: boolean
  marks: Marks
  may_speak: boolean
  /** `third_party` while somebody else than the customer speaks. */
  party?: string
  /** Another serves, and a colleague let her look on. */
  beside?: boolean
  /** The leader who has joined. */
  participant?: Participant | null
  /** What a colleague was asked last in this contact. */
  consult?: Consult | null
  subject?: string | null
  view?: View
}

export interface FoundArticle {
  article: string
  title: string
  text: string
  passage: string
  probability: number
  version: string
}
export interface FoundArticles { articles: FoundArticle[], fits: boolean }

export interface Stored { message: Message | string, seq: number }
export interface OlderEntries { entries: Entry[], has_more: boolean }

/** Somebody else who has a conversation open. */
export interface Onlooker { id: string, name: string, post: Post }

export type DeskClientFrame =
  | { type: 'hello', protocol: 1 }
  | { type: 'watch', conversation: string, after: number }
  | { type: 'unwatch', conversation: string }
  | { type: 'typing', conversation: string, on: boolean, saying?: 'reply' | 'note' }
  | { type: 'mark', conversation: string, delivered?: number, read?: number }
  | { type: 'floor' | 'alerts' | 'wall', on: boolean }
  | { type: 'beat' }

export type DeskServerFrame =
  | { type: 'welcome', desk: Desk }
  | { type: 'entries', conversation: string, entries: Entry[], marks: Marks }
  | { type: 'entry', conversation: string, entry: Entry }
  | { type: 'unwatched', conversation: string }
  | Typing & { conversation: string, saying?: 'note' }
  | { type: 'onlookers', conversation: string, people: Onlooker[] }
  | { type: 'marks', conversation: string, marks: Partial<Marks> }
  | { type: 'beat', at: string }
  | { type: 'item', item: Item }
  | { type: 'dealings', conversation: string }
  | { type: 'presence', presence: Presence }
  | { type: 'mentions', unread: number }
  | { type: 'floor', floor: Floor }
  | { type: 'alerts', alerts: FloorAlert[] }
  | { type: 'wall', wall: Wall }
  | ErrorFrame
  | { type: 'bye', error: string }
