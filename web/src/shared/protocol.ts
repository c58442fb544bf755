/** The wire, word for word as docs/reference/protocol.md says it. */

export type Level = 'A0' | 'A1' | 'A2' | 'A3'

export interface Config {
  brand: { name: string, service_number: string }
  locale: string
  locales: string[]
  human: { open: boolean, hours: string }
  texts: { robot_label: string, human_label: string, system_label: string, source_label: string, ai_notice: string }
  tiles: Button[]
  /** What befalls many just now, the gravest first. A server of before says nothing of it. */
  banners?: Banner[]
  max_text: number
  /** What may be sent as a file; no type, no files. A server of before says nothing of it. */
  files?: { types: string[], max_bytes: number }
}

/** `entry` is the quick way to help; `is_local`: it is about some places alone. */
export interface Banner { id: string, text: string, entry: Button | null, is_local: boolean }
export interface Entrance { ai_notice: string, banners: Banner[], tiles: Button[] }

export interface Session { id: string, level: Level, name: string | null }
export interface Owner { kind: 'bot' | 'agent' | 'nobody', name: string | null }
export interface Contact { id: string, number: string, opened_at: string, closed_at: string | null, rated: boolean }
export type WaitingChoice = 'call' | 'robot' | 'leave'
/** Four of five waits end between `wait_from_s` and `wait_s`; a server of before tells neither that nor choices. */
export interface Queue {
  place: number | null
  wait_s: number | null
  wait_from_s?: number | null
  open: boolean
  opens_at: string | null
  choices?: WaitingChoice[]
}
export interface Received { delivered: number, read: number }
export interface Marks { customer: Received, staff: Received }
export interface Conversation {
  id: string
  number: string
  seq: number
  owner: Owner
  contact: Contact | null
  queue: Queue | null
}

export interface Button { id: string, label: string }
export interface Source { article: string, title: string, version: string }

export interface TextContent { v: 1, kind: 'text', text: string }
export interface AnswerPart { title: string, text: string, source: Source }
export interface AnswerContent extends AnswerPart { v: 1, kind: 'card', card: 'answer', buttons: Button[] }
export interface AnswersContent { v: 1, kind: 'card', card: 'answers', text: string, answers: AnswerPart[], buttons: Button[] }
/** One line of a card: what it is about, and what stands there. */
export interface Line { label: string, value: string }
export interface FactsContent {
  v: 1
  kind: 'card'
  card: 'facts'
  flow: string
  title: string
  lines: Line[]
  note: string | null
  buttons: Button[]
}
/** Exactly what will happen; the button `yes:DIGEST` agrees to it. */
export interface ConfirmContent {
  v: 1
  kind: 'card'
  card: 'confirm'
  flow: string
  title: string
  lines: Line[]
  consent: string
  digest: string
  buttons: Button[]
}
/** `new_number` proves not who she is, but that a phone number she gave is in her hands. */
export type ProofMethod = 'sign_in' | 'code' | 'id_tail' | 'face' | 'new_number'
/** More proof of who is there is needed; any of `methods` is enough. */
export interface StepUpContent {
  v: 1
  kind: 'card'
  card: 'step_up'
  flow: string
  level: Exclude<Level, 'A0'>
  text: string
  methods: ProofMethod[]
  buttons: Button[]
}
export interface DocumentOffer { id: string, name: string }
export type ReceiptState = 'pending' | 'completed' | 'held' | 'refused' | 'stuck'
export interface ReceiptContent {
  v: 1
  kind: 'card'
  card: 'receipt'
  flow: string
  number: string
  title: string
  text: string
  within: string
  state: ReceiptState
  document: DocumentOffer | null
  buttons: Button[]
}
export type AnswerCard = AnswerContent | AnswersContent
export type RequestCard = FactsContent | ConfirmContent | StepUpContent | ReceiptContent
export type CardContent = AnswerCard | RequestCard
export interface ButtonsContent { v: 1, kind: 'buttons', text: string, buttons: Button[] }
export interface ChoiceContent { v: 1, kind: 'choice', button: string, label: string }
export interface NoticeContent { v: 1, kind: 'notice', notice: string, text: string, document?: DocumentOffer | null, buttons: Button[] }
export interface FileContent { v: 1, kind: 'file', file: string, name: string, size_bytes: number, type: string }
export type Content = TextContent | CardContent | ButtonsContent | ChoiceContent | NoticeContent | FileContent
/** What a browser says; of a file only its id is sent, and the server knows the rest. */
export type SentContent = TextContent | ChoiceContent | FileContent
export interface SentFile { v: 1, kind: 'file', file: string }
/** An upload that came in. Only what is `ready` can be sent. */
export interface Uploaded {
  file: string
  name: string
  size_bytes: number
  type: string
  state: 'ready' | 'harmful' | 'unexamined'
}

export interface Author { kind: 'customer' | 'bot' | 'agent' | 'house', name: string | null }
/** Where a mask stands in the text, counted in characters as the server counts them, and which field it hides. */
export interface Mask { span: number, field: string, start: number, end: number }
export interface Message {
  id: string
  author: Author
  visibility: 'public' | 'staff'
  client_id: string | null
  language: 'zh' | 'en' | null
  content: Content
  label: { engine: string, pack: string, number: string } | null
  reply_to: string | null
  /** For staff alone. */
  masks?: Mask[]
}

export interface MessageEntry { seq: number, kind: 'message', at: string, message: Message }
/** `waits`: she keeps her place in the queue, whoever speaks with her meanwhile. */
export interface OwnerEntry { seq: number, kind: 'owner', at: string, owner: Owner, waits?: boolean }
export interface ContactEntry { seq: number, kind: 'contact', at: string, contact: Contact, reason: string | null }
export interface RatingEntry { seq: number, kind: 'rating', at: string, contact: string, score: number }
/** The message at `of` was masked later; here it is as it reads now. */
export interface RevisedEntry { seq: number, kind: 'revised', at: string, of: number, message: Message }
/** What a colleague is asked: it rings at hers, she reads along, or it is over. No word of what was asked. */
export interface Consult {
  id: string
  conversation: string
  state: 'asked' | 'open' | 'ended'
  outcome: 'no_reply' | 'declined' | 'withdrawn' | 'done' | 'left' | 'taken' | null
  asker: { id: string, name: string }
  asked: { id: string, name: string }
  /** The note that asks; what the two write is in reply to it. */
  question: string
  asked_at: string
  /** Until then it rings. */
  answer_until: string | null
  /** Whether she is asked to speak to the customer as well, and has not answered. */
  invited?: boolean
  /** Whether she speaks to the customer as well. */
  joined: boolean
}
/** For staff alone; customers see a hidden entry. */
export interface ConsultEntry { seq: number, kind: 'consult', at: string, what: string, consult: Consult }

/** A leader who speaks to the customer beside whoever serves her. */
export interface Participant { id: string, name: string, beside: string, joined_at: string }
/** For staff alone: she has come, or gone. */
export interface ParticipantEntry { seq: number, kind: 'participant', at: string, what: string, participant: Participant }

export type AsideEvent = 'customer' | 'request'
/** A conversation that an agent put aside, and the answer that the customer was promised with it. */
export interface Aside {
  id: string
  by: { id: string, name: string }
  reason: string
  /** The promised moment; null where none was promised. */
  until: string | null
  /** When it is back in hands at the latest. */
  returns_at: string
  events: AsideEvent[]
  set_at: string
  back: { because: 'time' | 'customer' | 'request' | 'hand' | 'moved', at: string } | null
  outcome: 'kept' | 'broken' | 'closed' | null
}
/** For staff alone. */
export interface AsideEntry { seq: number, kind: 'aside', at: string, what: string, aside: Aside }
export interface HiddenEntry { seq: number, kind: 'hidden', at: string }
export type Entry =
  | MessageEntry | OwnerEntry | ContactEntry | RatingEntry | RevisedEntry | ConsultEntry | ParticipantEntry | AsideEntry
  | HiddenEntry

export interface Refusal { error: string, params: Record<string, unknown> }

/** `shown` is a question that was answered: nothing was to be done. */
export type RequestState = ReceiptState | 'open' | 'shown' | 'handed_over' | 'cancelled' | 'expired'
/** A request of the customer's own, as GET /api/v1/web/requests tells of it. */
export interface OwnRequest {
  number: string
  flow: string
  name: string
  state: RequestState
  stage: string
  at: string
  ended_at: string | null
  /** The words of its receipt, once there is one. */
  text: string | null
  within: string | null
  document: DocumentOffer | null
}

export interface CallWindow { starts_at: string, ends_at: string }
/** A call that is still to come. */
export interface OwnCall extends CallWindow { id: string, number: string }
/** As GET /api/v1/web/calls tells of them, with the times for which one can be promised. */
export interface OwnCalls { calls: OwnCall[], windows: CallWindow[] }

/** A consent on one channel; without a value nobody has told of it. */
export interface OwnConsent {
  name: { zh: string, en: string }
  purpose: string
  channel: string
  value: 'granted' | 'withdrawn' | null
  since: string | null
}
export interface OwnPreference {
  name: { zh: string, en: string }
  id: string
  values: string[]
  value: string | null
  since: string | null
}
/** What the customer allows and how she wants to be served, as GET /api/v1/web/standing tells of it. */
export interface OwnStanding { consents: OwnConsent[], preferences: OwnPreference[] }

export interface SentCode { id: string, sent_to: string, expires_at: string, tries_left: number }
export interface CodeTried {
  state: 'passed' | 'waiting' | 'failed' | 'locked' | 'expired'
  tries_left: number
  level: Level
  locked_until: string | null
}
export interface TailTried { matches: boolean, tries_left: number | null, level: Level, locked_until: string | null }
export interface FaceCheck { id: string, url: string, state: string }

export type ClientFrame =
  | { type: 'hello', protocol: 1, token: string, locale: string, resume: { conversation: string, seq: number } | null }
  | { type: 'send', client_id: string, content: TextContent | ChoiceContent | SentFile }
  | { type: 'typing', on: boolean }
  | { type: 'mark', delivered?: number, read?: number }
  | { type: 'rate', client_id: string, contact: string, score: number, reasons: string[], comment: string }
  | { type: 'history', before: number, limit: number }
  | { type: 'ping' }

export interface Welcome {
  type: 'welcome'
  session: Session
  conversation: Conversation
  entries: Entry[]
  has_more: boolean
  marks: Marks
}
export interface Resumed { type: 'resumed', session: Session, conversation: Conversation, entries: Entry[], marks: Marks }
export interface LiveEntry { type: 'entry', entry: Entry }
export interface Ack { type: 'ack', client_id: string, message: string, seq: number, at: string }
export interface ErrorFrame extends Refusal { type: 'error', client_id?: string | null }
export interface Typing { type: 'typing', by: 'bot' | 'agent' | 'customer', name: string | null, on: boolean }
export interface History { type: 'history', entries: Entry[], has_more: boolean }

export type ServerFrame =
  | Welcome
  | Resumed
  | LiveEntry
  | Ack
  | ErrorFrame
  | Typing
  | { type: 'marks', marks: Partial<Marks> }
  | { type: 'queue' } & Queue
  | History
  | { type: 'moved', conversation: string }
  | { type: 'entrance' } & Entrance
  | { type: 'pong' }
  | { type: 'bye', error: string }
