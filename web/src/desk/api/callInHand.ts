/** The promised call in hand, as docs/reference/protocol.md section 2 says it. */
import { call } from './http.ts'
import type { Brief } from './wire.ts'

export const outcomes = ['reached', 'no_answer', 'busy', 'wrong_number', 'another_time', 'done'] as const
export type Outcome = typeof outcomes[number]

export interface CallWindow { starts_at: string, ends_at: string }
export interface Promised extends CallWindow {
  id: string
  number: string
  state: 'booked' | 'done' | 'cancelled' | 'unreached' | 'broken'
  tries: number
  next_try_at: string | null
}
export interface CallInHand extends Promised {
  item: string
  conversation: string
  topic: string
  /** The mask of the number given for this call; without one, those on file are called. */
  given: string | null
  on_file: { id: string, masked: string }[]
  tries_at_most: number
  reached: boolean
  attempts: { outcome: Outcome, by: string, at: string }[]
  brief: Brief | null
  windows: CallWindow[]
}

const of = (item: string) => `desk/calls/${encodeURIComponent(item)}`

export const fetchCall = (item: string) => call<CallInHand>('GET', of(item))
export const recordOutcome = (item: string, outcome: Outcome, window?: string) =>
  call<Promised>('POST', `${of(item)}/attempts`, { outcome, ...(window ? { window } : {}) })
export const putCallBack = (item: string) => call<unknown>('POST', `${of(item)}/return`)
