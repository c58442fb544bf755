/** What holds of the customer in hand, as docs/reference/protocol.md section 2 says it. */
import { call } from './http.ts'
import type { Both, View } from './wire.ts'

export const standingKinds = ['flag', 'hold', 'consent', 'preference'] as const
export type StandingKind = typeof standingKinds[number]
export type StandingAct = 'set' | 'end'

/** What is at most once at a time; `scope` is the channel of a consent, a loan, or `number` for one of her numbers. */
export interface StandingKey { kind: StandingKind, name: string, words: Both, scope: string, origin: string }

export interface SetBy {
  source: 'staff' | 'robot' | 'lender' | 'customer'
  actor: string
  name?: string | null
  agreed_by: string | null
  agreed_by_name?: string | null
  reason: string
  cause: string | null
}

/** A summary leaves out who and why. */
export interface Standing extends StandingKey {
  value: string | null
  from: string
  until: string | null
  set?: SetBy
  ended?: SetBy | null
}

export interface Proposal extends StandingKey {
  id: string
  act: StandingAct
  value: string | null
  until: string | null
  reason: string
  at: string
  by?: string | null
  is_yours: boolean
}

export interface CustomerStanding {
  now: Standing[]
  later: Standing[]
  before: Standing[]
  proposed: Proposal[]
  view: View
}

/** What the pack knows; `may` is what this post may do of it. */
export interface StandingRule {
  kind: StandingKind
  name: string
  words: Both
  scopes: string[]
  values: string[]
  most_days: number | null
  may: StandingAct[]
  second_person: StandingAct[]
}
export interface StandingBook { rules: StandingRule[], reasons: { id: string, name: Both }[] }

export interface StandingChange {
  act: StandingAct
  kind: StandingKind
  name: string
  scope: string
  origin: string
  value: string | null
  until: string | null
  reason: string
}

const of = (conversation: string) => `desk/conversations/${encodeURIComponent(conversation)}/standing`

export const fetchStandingBook = () => call<StandingBook>('GET', 'desk/standing')
export const fetchStanding = (conversation: string) => call<CustomerStanding>('GET', of(conversation))
/** Not done, it waits for a second person. */
export const changeStanding = (conversation: string, change: StandingChange) =>
  call<{ is_done: boolean }>('POST', of(conversation), change)
export const decideStanding = (conversation: string, proposal: string, agree: boolean) =>
  call<{ is_done: boolean }>('POST', `${of(conversation)}/proposals/${encodeURIComponent(proposal)}`, { agree })
