import { call } from './http.ts'
import type {
  Arrival, BreakReason, CloseReason, Desk, Enrolment, FoundArticles, Item, Me, OlderEntries, Presence, PresenceState,
  Stored, Work,
} from './wire.ts'

const of = (conversation: string) => `desk/conversations/${encodeURIComponent(conversation)}`
const item = (id: string) => `desk/items/${encodeURIComponent(id)}`

export const signIn = (username: string, password: string) =>
  call<Arrival>('POST', 'staff/sign-in', { username, password })
export const stepCode = (ticket: string, code: string) => call<Arrival>('POST', 'staff/sign-in/code', { ticket, code })
export const stepPassword = (ticket: string, password: string) =>
  call<Arrival>('POST', 'staff/sign-in/password', { ticket, password })
export const beginEnrolment = (ticket: string) => call<Enrolment>('POST', 'staff/sign-in/enrol', { ticket })
export const stepEnrol = (ticket: string, code: string) =>
  call<Arrival>('POST', 'staff/sign-in/enrol/confirm', { ticket, code })
export const signOut = () => call<unknown>('POST', 'staff/sign-out')
export const fetchMe = () => call<Me>('GET', 'staff/me')

export const fetchDesk = () => call<Desk>('GET', 'desk')
export const setPresence = (state: PresenceState, reason: string | null) =>
  call<Presence>('PUT', 'desk/presence', { state, reason })
export const fetchBreaks = () => call<{ breaks: BreakReason[] }>('GET', 'desk/breaks')
export const acceptItem = (id: string) => call<Item>('POST', `${item(id)}/accept`)
export const declineItem = (id: string) => call<unknown>('POST', `${item(id)}/decline`)

export const fetchWork = (conversation: string) => call<Work>('GET', of(conversation))
export const fetchOlder = (conversation: string, before: number) =>
  call<OlderEntries>('GET', `${of(conversation)}/history?before=${before}`)

/** `consult` is between whoever asked and the asked one. */
export type Saying = 'reply' | 'note' | 'consult'
/**
 * How she means it: warnings she goes over, whom a note mentions, and whether it goes without the moment in which it
 * can be taken back.
 */
export interface Meant { confirmed?: readonly string[], mentions?: readonly string[], atOnce?: boolean }
const ends = { reply: 'messages', note: 'notes' } as const

/** Under the same `clientId` it is stored once, however often it is sent. */
export const say = (
  conversation: string, saying: Saying, clientId: string, text: string, consult: string,
  { confirmed = [], mentions = [] }: Pick<Meant, 'confirmed' | 'mentions'> = {},
) => {
  const body = {
    client_id: clientId, text,
    ...(confirmed.length > 0 ? { confirmed } : {}), ...(mentions.length > 0 ? { mentions } : {}),
  }
  const path = saying === 'consult'
    ? `desk/consults/${encodeURIComponent(consult)}/messages`
    : `${of(conversation)}/${ends[saying]}`
  return call<Stored>('POST', path, body, clientId, true)
}

/** A POST, because addresses are logged and the words of customers are not. */
export const searchArticles = (text: string) => call<FoundArticles>('POST', 'knowledge/search', { text })

/** Who speaks in her conversation; under one `clientId` it is noted once. */
export const setParty = (conversation: string, party: 'self' | 'third_party', text: string, clientId: string) =>
  call<unknown>('PUT', `${of(conversation)}/party`, { party, text, client_id: clientId })
export const returnToBot = (conversation: string) => call<unknown>('POST', `${of(conversation)}/return`)
export const closeContact = (conversation: string, reason: CloseReason, note: string) =>
  call<unknown>('POST', `${of(conversation)}/close`, { reason, note })
