/** The wire of rights, reveals, staff and the trail, as docs/reference/protocol.md and openapi.json say it. */
import type { Both, Post } from './wire.ts'

export const rights = ['none', 'masked', 'partial', 'full', 'write'] as const
export type Right = typeof rights[number]

export interface RevealReason { id: string, name: Both, purposes: string[], breaks_glass: boolean }
export interface RevealReasons { reasons: RevealReason[], a_day: number, glass: { fields: string[] } }

/** One of the customer's values, a masked span of a message, or the number given for the call in hand. */
export type RevealTarget = { value: string } | { message: string, span: number } | { call: string }
export interface Reveal {
  id: string
  field: string
  value: string
  until: string
  seconds: number
  watermark: string
  left_today: number
}
export interface Match { matches: boolean, tries_left: number }
export interface OwnGlass { id: string, fields: string[], approved: boolean | null, until: string | null }

export interface Account {
  posts: Post[]
  post: Post
  team: { name: string, leader: string | null } | null
  way: string | null
  codes: { on: boolean, needed: boolean, recovery_left: number }
}
export interface SignedInSession {
  id: string
  device: string
  address: string
  since: string
  seen: string
  ends: string
  current: boolean
}

export interface HeldPost { post: Post, from: string, until: string | null }
export interface StaffAccount {
  id: string
  username: string
  name: string
  email: string | null
  team: string | null
  active: boolean
  demo: boolean
  codes: boolean
  /** Somebody locked her out; wrong passwords do so until a moment. */
  locked_at: string | null
  locked_until: string | null
  posts: HeldPost[]
}
export interface PlannedStaff { id: string, username: string, name: string, team: string | null }
export interface NewAccount { username: string, name: string, post: Post, reason: string, email?: string }
export interface OpenedAccount { id: string, password: string, request: string }
export interface PostWish {
  staff: string
  change: 'give' | 'end'
  post: Post
  reason: string
  from_at?: string
  until_at?: string
}
export interface PostRequest {
  id: string
  staff: string
  name: string
  change: 'give' | 'end'
  post: Post
  from: string | null
  until: string | null
  reason: string
  asked_by: string
  asked: string
  expires: string
  yours: boolean
  about_you: boolean
}
export interface AskedReset { request: string, expires: string, first_half: string }
export interface ResetRequest {
  id: string
  staff: string
  name: string
  codes: boolean
  reason: string
  asked_by: string
  asked: string
  expires: string
  yours: boolean
  about_you: boolean
}
export interface Team { id: string, name: string, leader: string | null }

export const shiftDays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'working', 'rest'] as const
export type ShiftDay = typeof shiftDays[number]
/** Minutes after midnight in Shanghai; a night shift ends past 1,440. */
export interface Hours { from_minute: number, to_minute: number }
export interface WeeklyHours extends Hours { day: ShiftDay }
export interface ShiftPlan { shifts: WeeklyHours[], days: { on: string, hours: Hours[] }[] }

export interface Grant { right: Right, form: string | null, rule: string, step_up: boolean, scope: string }
export interface Sight extends Grant { post: Post, field: string, purposes: string[], note: string }
export interface NamedPost { id: Post, name: Both, about: Both, duties: string[] }
export interface NamedField { id: string, group: string, class: string, mask: string, name: Both }
export interface NamedPurpose { id: string, name: Both, standing: boolean, subjects: string[] }
export interface Matrix {
  posts: NamedPost[]
  groups: Record<string, Both>
  fields: NamedField[]
  purposes: NamedPurpose[]
  rights: Record<string, Both>
  forms: Record<string, Both>
  scopes: Record<string, Both>
  grants: Sight[]
  signed_by: { post: string, on: string }[]
}
export interface WhyHidden {
  shown: boolean
  because?: string
  rule: string | null
  why?: Both
  ask?: Both
}

export interface AuditRecord {
  id: string
  at: string
  actor: string
  actor_name: string | null
  post: string | null
  action: string
  customer: string | null
  contact: string | null
  purpose: string | null
  fields: { field: string, right: string, rule: string }[]
  reason: string | null
  source: string | null
  detail: Record<string, unknown>
  number: number | null
}
export interface AuditPage { records: AuditRecord[], cursor: string | null }
export interface AuditState {
  sound: boolean
  batch: number | null
  records: number | null
  head_batch: number | null
  verified: { at: string, batch: number | null, findings: number | null } | null
  tail: { count: number, first_at: string | null, last_at: string | null }
}
export const auditActions = [
  'viewed', 'revealed', 'matched', 'denied', 'searched', 'exported', 'held', 'subject_set', 'identity_checked', 'broke_glass', 'approved',
  'signed_in', 'sign_in_refused', 'signed_out', 'session_ended', 'locked_out', 'lock_lifted', 'sign_in_changed',
  'stepped_up', 'rights_proposed', 'rights_refused', 'rights_changed', 'policy_changed', 'planned', 'led', 'robot_read',
  'webhooks_changed', 'standing_changed', 'merged', 'complaint_handled', 'order_handled', 'party_set',
  'key_rotated', 'erased', 'corrected', 'consent_withdrawn', 'retention_run', 'backed_up', 'restored',
] as const
export interface AuditAsked {
  customer?: string
  staff?: string
  field?: string
  action?: string
  reason?: string
  since?: string
  until?: string
}

export type Verdict = 'justified' | 'not_justified'
export interface OpenedValue {
  id: string
  staff: string
  name: string | null
  post: string
  customer: string
  field: string
  in_message: boolean
  purpose: string
  reason: string
  rule: string
  broke_glass: boolean
  at: string
  reviewed_by: string | null
  verdict: Verdict | null
}
export interface GlassRequest {
  id: string
  staff: string
  name: string | null
  post: string
  fields: string[]
  reason: string
  words: string
  asked_at: string
  approved: boolean | null
  decided_by: string | null
  decided_at: string | null
  until: string | null
  reviewed_by: string | null
  verdict: Verdict | null
}
export interface Glasses { may_agree: boolean, requests: GlassRequest[] }
export interface Anomaly {
  sign: string
  staff: string
  name: string | null
  count: number
  first_at: string
  last_at: string
}
