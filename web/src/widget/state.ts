import { emptyStream, type Stream } from '../shared/stream.ts'
import type { FoundComplaint, OwnComplaint, OwnComplaintWhole } from '../shared/ownComplaints.ts'
import type { Config, Entrance, OwnCalls, OwnRequest, OwnStanding, Refusal, Session, Typing } from '../shared/protocol.ts'
import type { Link } from '../shared/connection.ts'
import type { Locale } from '../shared/format.ts'
import type { Unsent } from '../shared/outbox.ts'
import type { Proof } from './proofs.ts'
import type { Size } from './preferences.ts'
import type { Wish } from './wishes.ts'

export type RatingState = { at: 'sending' } | { at: 'given' } | { at: 'refused', refusal: Refusal }

/** The customer's own requests, while she looks at them; `chosen` is the number of the one she opened. */
export type RequestsView =
  | { at: 'loading' }
  | { at: 'failed', refusal: Refusal }
  | { at: 'shown', items: readonly OwnRequest[], chosen: string | null, own: OwnCalls, call: CallWord | null }

/** Of a promised call: that it is being moved to another time, or why it could not be changed. */
export type CallWord = { at: 'moving', id: string } | { at: 'changing', id: string } | { at: 'refused', id: string, refusal: Refusal }

/** What she allows and prefers, while she looks at it; `word` says what became of the last thing she chose. */
export type WishesView =
  | { at: 'loading' }
  | { at: 'failed', refusal: Refusal }
  | { at: 'shown', own: OwnStanding, word: WishWord | null }
export type WishWord =
  | { at: 'saving', key: string }
  | { at: 'saved', key: string, before: Wish }
  | { at: 'refused', key: string, wish: Wish, refusal: Refusal }

/** Her complaints, while she looks at them: one of them, what she is doing to it, and one looked up by its number. */
export type ComplaintsView =
  | { at: 'loading' }
  | { at: 'failed', refusal: Refusal }
  | {
    at: 'shown'
    items: readonly OwnComplaint[]
    chosen: OwnComplaintWhole | null
    form: ComplaintForm | null
    word: ComplaintWord | null
    found: FoundComplaint | null
  }
export type ComplaintForm =
  | { at: 'facts', files: readonly { id: string, name: string }[] }
  | { at: 'rate', score: number | null, reasons: readonly string[] }
  | { at: 'withdraw' } | { at: 'verify' } | { at: 'number' }
export type ComplaintWord =
  | { at: 'sending' }
  | { at: 'done', form: Exclude<ComplaintForm['at'], 'number'> }
  | { at: 'refused', refusal: Refusal }

/** Said here and not yet seen in the stream. `stored` ones have their receipt and wait for their entry. */
export interface Pending extends Unsent { stored: boolean, late: boolean }

/** A file on its way: chosen, then going up, then gone from here and a message in the log. */
export interface Upload {
  id: string
  name: string
  size: number
  at: 'chosen' | 'waiting' | 'rising'
  /** Of the whole, while it rises. */
  share: number
  /** What is shown of a picture before it is sent. */
  preview: string | null
  refusal: Refusal | null
}

export interface ChatState {
  locale: Locale
  size: Size
  config: Config | null
  session: Session | null
  link: Link
  /** True once a conversation has been shown, so that a lost line is news. */
  welcomed: boolean
  /** Why the chat cannot begin. */
  trouble: Refusal | null
  stream: Stream
  pending: readonly Pending[]
  typing: Typing | null
  loadingOlder: boolean
  /** The customer looks at the conversation right now. */
  watched: boolean
  ratings: Readonly<Record<string, RatingState>>
  /** By the id of the message that asks for the proof. */
  proofs: Readonly<Record<string, Proof>>
  requests: RequestsView | null
  wishes: WishesView | null
  complaints: ComplaintsView | null
  uploads: readonly Upload[]
  /** A passing sentence of this browser's own. */
  word: string | null
}

export function firstState(locale: Locale, size: Size): ChatState {
  return {
    locale, size, config: null, session: null, link: 'idle', welcomed: false, trouble: null, stream: emptyStream,
    pending: [], typing: null, loadingOlder: false, watched: false, ratings: {}, proofs: {},
    requests: null, wishes: null, complaints: null, uploads: [], word: null,
  }
}

type Listener = (state: ChatState) => void

/** Holds the state and tells its listeners once per turn of the event loop, however much changed. */
export class Store {
  state: ChatState
  private readonly listeners = new Set<Listener>()
  private due = false

  constructor(state: ChatState) {
    this.state = state
  }

  change(change: Partial<ChatState>): void {
    this.state = { ...this.state, ...change }
    if (this.due) return
    this.due = true
    queueMicrotask(() => {
      this.due = false
      for (const listener of this.listeners) listener(this.state)
    })
  }

  subscribe(listener: Listener): () => void {
    this.listeners.add(listener)
    listener(this.state)
    return () => this.listeners.delete(listener)
  }
}

/** Something befalls many, or is over: it is shown before anybody reloads the page. */
export function withEntrance(config: Config | null, { ai_notice: notice, banners, tiles }: Entrance): Config | null {
  return config && { ...config, banners, tiles, texts: { ...config.texts, ai_notice: notice } }
}
