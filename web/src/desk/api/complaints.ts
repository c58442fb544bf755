/** Complaints, for those who handle them and those who agree. What may be seen and done is decided by the server. */
import { call } from './http.ts'
import type { Both } from './wire.ts'

export const runningPhases = ['new', 'working', 'paused', 'asked', 'agreed'] as const
export const phases = [...runningPhases, 'decided', 'withdrawn'] as const
export type Phase = typeof phases[number]

/** What staff do, in the order in which it is offered. */
export const acts = [
  'taken', 'contacted', 'fact_asked', 'opinion_asked', 'opinion_given', 'noted', 'paused', 'resumed', 'extension_asked',
  'decision_proposed', 'agreed', 'refused', 'delivered', 'handed_on', 'withdrawn', 'reopened', 'verification_asked',
] as const
export type Act = typeof acts[number]

export interface Person { id: string, name: string }

export interface ComplaintItem {
  id: string
  number: string
  subject: Both
  state: 'open' | 'decided' | 'verifying' | 'withdrawn'
  phase: Phase
  /** 0 in time, 1 warned of, 2 told to leaders, 3 late by the law. */
  pressing: 0 | 1 | 2 | 3
  opened_at: string
  due_at: string
  house_due_at: string | null
  closed_at: string | null
  handler: Person | null
  has_conflict: boolean
}

export type Counted = typeof runningPhases[number] | 'mine' | 'awaits_me' | 'escalated' | 'late'
export interface ComplaintsPage {
  items: ComplaintItem[]
  counts: Record<Counted, number>
  next: { after_due: string, after: string } | null
}

export interface ClockReading {
  clock: 'legal' | 'house' | 'contact'
  state: 'running' | 'due_soon' | 'overdue' | 'paused' | 'stopped'
  due_at: string
  days: number
}

export interface ComplaintAct {
  seq: number
  /** One of the acts, or what the house or the complainant did. */
  kind: string
  at: string
  by: 'staff' | 'customer' | 'house'
  staff: Person | null
  facts: Record<string, unknown>
  words: Record<string, string | null>
}

export interface Complaint extends ComplaintItem {
  clocks: ClockReading[]
  /** Where the days of the law are from. */
  source: string
  extensions: number
  is_verification: boolean
  pause: string | null
  opinions: string[]
  ask: { what: 'extension' | 'decision', level: 1 | 2 } | null
  acts: Act[]
  /** To whom it can be handed on. */
  officers: Person[]
  /** Whether its words and its history are hers to read. */
  shown: boolean
  conversation: string | null
  facts: string | null
  demand: string | null
  phone: string | null
  history: ComplaintAct[]
}

export interface Named { id: string, name: Both }
export interface ComplaintChoices {
  departments: Named[]
  pause_reasons: (Named & { stops_the_law: boolean })[]
  outcomes: Named[]
}

export interface Decision { outcome: string, result: string, reasons: string, redress_fen: number, letter?: string }
export interface Wish extends Partial<Decision> {
  act: Act
  words?: string
  to?: string
  department?: string
  reason?: string
}
export interface Draft { letter: string, missing: string[], level: 1 | 2 }

export interface ComplaintsAsked { phase: Phase | '', mine: boolean, awaitsMe: boolean }

const one = (id: string, what = '') => `staff/complaints/${encodeURIComponent(id)}${what}`

export const fetchComplaints = ({ phase, mine, awaitsMe }: ComplaintsAsked, after: ComplaintsPage['next']) =>
  call<ComplaintsPage>('GET', `staff/complaints?${new URLSearchParams({
    ...(phase ? { phase } : {}), ...(mine ? { mine: 'true' } : {}), ...(awaitsMe ? { awaits_me: 'true' } : {}), ...after,
  })}`)
export const fetchComplaint = (id: string) => call<Complaint>('GET', one(id))
export const fetchComplaintChoices = () => call<ComplaintChoices>('GET', 'staff/complaints/choices')
export const doToComplaint = (id: string, wish: Wish) => call<Complaint>('POST', one(id, '/acts'), wish)
export const draftLetter = (id: string, decision: Decision) => call<Draft>('POST', one(id, '/letter'), decision)
