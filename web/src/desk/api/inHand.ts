/** The request of a customer in hand, as docs/reference/protocol.md section 2 says it. */
import type { Button } from '../../shared/protocol.ts'
import { call } from './http.ts'
import type { Both, Stored } from './wire.ts'

export interface Given { slot: string, name: Both, value: Both, by: 'customer' | 'agent' | 'assumed' | 'skipped' }

/** A question or card; of each kind what it has. */
export interface Stand {
  kind: string
  card?: string
  title?: string
  text?: string
  lines?: { label: string, value: string }[]
  note?: string | null
  consent?: string
  buttons?: Button[]
}

export interface RequestInHand {
  request: {
    flow: string
    name: Both
    level: string
    known_at: string
    is_submitted: boolean
    slots: Given[]
  } | null
  waiting: Both[]
  stand: Stand[]
  /** A first line for her to say, in the customer's language. */
  opening: string | null
}

export type Step =
  | { button: string }
  | { text: string }
  | { identity_checked: true, reason: string }

const of = (conversation: string) => `desk/conversations/${encodeURIComponent(conversation)}/request`

export const fetchRequest = (conversation: string, language: string) =>
  call<RequestInHand>('GET', `${of(conversation)}?language=${language}`)

/** Under the same `clientId` a step counts once, however often it is sent. */
export const takeStep = (conversation: string, step: Step, language: string, clientId: string) =>
  call<RequestInHand>('POST', `${of(conversation)}/steps`, { client_id: clientId, ...step, language }, clientId)

export const sendCard = (conversation: string, clientId: string) =>
  call<Stored>('POST', `${of(conversation)}/card`, { client_id: clientId }, clientId)
