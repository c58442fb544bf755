/** Requests as staff see them. What may be seen is decided by the server; names are masked by it. */
import type { Line, RequestState } from '../../shared/protocol.ts'

export const requestStates = [
  'stuck', 'held', 'pending', 'open', 'completed', 'refused', 'handed_over', 'shown', 'cancelled', 'expired',
] as const satisfies readonly RequestState[]

export interface CustomerRequest {
  id: string
  number: string
  flow: string
  name: string
  state: RequestState
  stage: string
  /** Null where the post sees requests and nobody's name. */
  customer: { id: string, name: string } | null
  at: string
  ended_at: string | null
  /** A code that says why a person has to look. */
  trouble: string | null
}
export interface RequestsPage { items: CustomerRequest[], next: string | null }
/** `what` is the kind of event, a dot, and the stage or state it came to. */
export interface RequestEvent { at: string, what: string, by: string | null, detail: string | null }
export interface RequestDetail extends CustomerRequest {
  /** The question that has no answer yet. */
  stands_at: string | null
  timeline: RequestEvent[]
  card: { title: string, lines: Line[], consent: string } | null
}

/** Requests of one flow by how far they came; each count is part of the one before it. */
export interface FlowFunnel {
  flow: string
  name: string
  entered: number
  identified: number
  slots: number
  eligible: number
  confirmed: number
  submitted: number
  verified: number
  refused: number
  handed_over: number
  dropped_at: { slot: string, name: string, count: number }[]
}
