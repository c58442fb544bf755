/** Complaints, for those who handle them and those who agree. What may be seen and done is decided by the server. */
import { call, fetchFile, upload } from './http.ts'
import type { Both } from './wire.ts'

export const runningPhases = ['new', 'working', 'paused', 'asked', 'agreed'] as const
export const phases = [...runningPhases, 'decided', 'withdrawn'] as const
export type Phase = typeof phases[number]

/** What staff do, in the order in which it is offered. */
export const acts = [
  'taken', 'contacted', 'fact_asked', 'opinion_asked', 'opinion_given', 'noted', 'classified', 'linked', 'joined', 'carried_on', 'paused', 'resumed', 'extension_asked',
  'decision_proposed', 'agreed', 'refused', 'delivered', 'redress_ordered', 'redress_paid', 'handed_on', 'withdrawn', 'reopened', 'verification_asked',
] as const
export type Act = typeof acts[number]

export interface Person { id: string, name: string }

export const sources = ['self', 'regulator_12378', 'pboc', 'media', 'court', 'association', 'other'] as const
export type Source = typeof sources[number]
export const channels = ['phone', 'letter', 'visit', 'email', 'web', 'app', 'other'] as const
export const relations = ['self', 'proxy', 'heir', 'not_a_customer'] as const
export type Relation = typeof relations[number]

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
  from: Source
  outside_due_at: string | null
  is_repeated: boolean
  /** She rated the handling low, and nobody has noted a call about it. */
  wants_call: boolean
  /** How the payment of what was decided stands, where something is to be paid. */
  redress: RedressState | null
}
export type RedressState = 'ordered' | 'paid' | 'refused' | 'stuck'
export interface Redress { amount_fen: number, state: RedressState, because: string | null }

export type Counted = typeof runningPhases[number] | 'mine' | 'awaits_me' | 'escalated' | 'late' | 'owed'
export interface ComplaintsPage {
  items: ComplaintItem[]
  counts: Record<Counted, number>
  next: { after_due: string, after: string } | null
}

export interface ClockReading {
  clock: 'legal' | 'house' | 'contact' | 'outside'
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
  /** These five only where its words are shown. */
  redresses: Redress[] | null
  brought: Brought | null
  classes: Classes | null
  suggested: Classes | null
  earlier: { id: string, number: string, state: string } | null
  /** Of a joint complaint: the one that this one follows, and those that follow it. */
  leading: Together | null
  members: Together[]
  /** Whether those that follow can go on by themselves. */
  may_part: boolean
}
export interface Together { id: string, number: string, state: ComplaintItem['state'] }

/** Who brought it, and under which numbers others have it. */
export interface Brought {
  relation: Relation
  channel: string
  name: string | null
  proof: string | null
  broker: string | null
  handed_over_by: string | null
  registered_at: string
  references: { source: Source, reference: string }[]
}
export type Classes = Record<string, string | number>

export interface Named { id: string, name: Both }
export interface ComplaintChoices {
  departments: Named[]
  pause_reasons: (Named & { stops_the_law: boolean })[]
  outcomes: Named[]
  subjects: Named[]
  classes: { id: string, name: Both, needed: boolean, codes: Named[] }[]
}

/** What an officer registers; everything but the source may be left out. */
export interface NewComplaint {
  client_id: string
  source: Source
  channel: typeof channels[number]
  relation: Relation
  received_on?: string
  references?: string[]
  handed_over_by?: string
  answer_by?: string
  customer?: string
  name?: string
  number?: string
  proof?: string
  broker?: string
  subject?: string
  facts?: string
  demand?: string
  is_another?: boolean
}
/** Who joins a complaint; `speaks`: for the others, too. */
export interface NewMember {
  client_id: string
  name: string
  speaks: boolean
  number?: string
  customer?: string
  facts?: string
  is_another?: boolean
}
/** Who goes on with one; `record`: an heir's own here. */
export interface People { relation: 'heir' | 'proxy', names: string[], proof: string, number?: string, record?: string }
export interface Registered { id: string, number: string, due_on: string, is_new: boolean }
export interface Found { customer: string, kind: string, name: string | null, phones: string[] }

export interface SheetLine {
  line: number
  what: 'new' | 'known' | 'problem'
  reference: string
  received_on: string | null
  subject: string | null
  number: string | null
  because: string | null
  field: string | null
}
export interface SheetReport { lines: SheetLine[], counts: Record<SheetLine['what'], number> }

export interface Decision { outcome: string, result: string, reasons: string, redress_fen: number, letter?: string }
export interface Wish extends Partial<Decision> {
  act: Act
  words?: string
  to?: string
  department?: string
  reason?: string
  source?: Source
  reference?: string
  answer_by?: string
  classes?: Classes
  people?: People
}
export interface Draft { letter: string, missing: string[], level: 1 | 2 }

export interface ComplaintsAsked { phase: Phase | '', mine: boolean, awaitsMe: boolean, owed: boolean }

const one = (id: string, what = '') => `staff/complaints/${encodeURIComponent(id)}${what}`

export const fetchComplaints = ({ phase, mine, awaitsMe, owed }: ComplaintsAsked, after: ComplaintsPage['next']) =>
  call<ComplaintsPage>('GET', `staff/complaints?${new URLSearchParams({
    ...(phase ? { phase } : {}), ...(mine ? { mine: 'true' } : {}), ...(awaitsMe ? { awaits_me: 'true' } : {}),
    ...(owed ? { owed: 'true' } : {}), ...after,
  })}`)
export const fetchComplaint = (id: string) => call<Complaint>('GET', one(id))
export const fetchComplaintChoices = () => call<ComplaintChoices>('GET', 'staff/complaints/choices')
export const doToComplaint = (id: string, wish: Wish) => call<Complaint>('POST', one(id, '/acts'), wish)
/** As PDF: the letter as it would be, as it was proposed (both marked as a draft), and as it was delivered. */
export const fetchDraft = (id: string, decision: Decision) => fetchFile(one(id, '/letter/paper'), decision)
export const fetchProposal = (id: string) => fetchFile(one(id, '/proposal'), {})
export const fetchLetter = (id: string, letter: string) => fetchFile(one(id, `/letters/${encodeURIComponent(letter)}`), {})
/** What the complainant added. */
export const fetchAdded = (id: string, file: string) => fetchFile(one(id, `/files/${encodeURIComponent(file)}`), {})
export const draftLetter = (id: string, decision: Decision) => call<Draft>('POST', one(id, '/letter'), decision)
export const registerComplaint = (wish: NewComplaint) => call<Registered>('POST', 'staff/complaints', wish, wish.client_id)
export const joinComplaint = (id: string, wish: NewMember) => call<Registered>('POST', one(id, '/members'), wish, wish.client_id)
/** One that was made apart follows from now on, or goes on by itself. */
export const joinApart = (id: string, wish: { number: string, speaks: boolean }) =>
  call<{ id: string, number: string }>('POST', one(id, '/joinings'), wish)
export const partComplaint = (id: string, complaint: string) =>
  call<{ id: string, number: string }>('POST', one(id, '/partings'), { complaint })
export const findComplainant = (said: string) => call<Found>('POST', 'staff/complaints/who', { said })
export const previewSheet = (file: Blob) => upload<SheetReport>('staff/complaints/imports/preview', file)
export const importSheet = (file: Blob) => upload<SheetReport>('staff/complaints/imports', file)
