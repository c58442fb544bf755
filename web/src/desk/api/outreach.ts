/** What the house does for customers by itself, as docs/reference/openapi.json says it. Nobody is named in it. */
import { call } from './http.ts'
import type { Both } from './wire.ts'

export interface Counted { sent: number, held: number, dropped: number, given_back: number }
export interface Group extends Counted { id: string, name: Both | null }
export interface Figures {
  since: string
  until: string
  totals: Counted
  /** What others reported that they did. */
  reported: number
  triggers: Group[]
  channels: Group[]
  reasons: { gate: string, rule: string, words: Both | null, number: number }[]
  /** Customers who took a consent back. */
  opt_outs: number
}

export type SwitchAct = 'pause' | 'ask' | 'agree' | 'keep'
export const pauseReasons = ['complaints', 'wrong_text', 'wrong_audience', 'incident', 'other'] as const
export type PauseReason = typeof pauseReasons[number]
export interface Signed { by: string | null, at: string }
export interface Trigger {
  id: string
  number: number | null
  name: Both
  kind: 'E' | 'T' | 'S' | 'M'
  steps: number
  channels: string[]
  hold_out: number
  state: 'running' | 'paused' | 'asked'
  reason: PauseReason | null
  paused: Signed | null
  asked: Signed | null
  /** What whoever asks can do with it now. */
  may: SwitchAct[]
}

export const fetchFigures = (days: number) => call<Figures>('GET', `staff/outreach/figures?days=${days}`)
export const fetchTriggers = () => call<{ items: Trigger[] }>('GET', 'staff/outreach/triggers')
export const switchTrigger = (trigger: string, act: SwitchAct, reason: PauseReason | null = null) =>
  call<Trigger>('POST', `staff/outreach/triggers/${encodeURIComponent(trigger)}/acts`, { act, reason })
