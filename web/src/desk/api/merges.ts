/** Records that are one person, as docs/reference/protocol.md section 2 says it. */
import type { DealingKind } from './dealings.ts'
import { call } from './http.ts'
import type { StandingKind } from './standing.ts'
import type { Both } from './wire.ts'

/** `alone_until`: how long one member of staff may part them again. */
export interface Merge {
  id: string
  state: 'proposed' | 'merged' | 'turned_down' | 'parted'
  merged: string
  into: string
  reason: string | null
  proof: 'session' | 'id_tail' | null
  by: string | null
  agreed_by: string | null
  at: string
  is_yours: boolean
  alone_until: string | null
}

export interface MergeSide {
  customer: string
  kind: 'visitor' | 'customer'
  name: string | null
  fields: { field: string, masked: string }[]
  counts: Partial<Record<DealingKind, number>>
  last_at: string | null
}

export interface TakenOn { kind: StandingKind, name: Both, scope: string, value: string | null, from: 'here' | 'other' }

export interface MergePreview {
  here: MergeSide
  other: MergeSide
  takes_on: TakenOn[]
  trouble: 'nobody_known' | 'other_identity' | 'both_have_loans' | null
  into: 'here' | 'other' | null
  needs_second: boolean
}

export interface NewMerge { other: string, words: string, id_tail: string | null }

const of = (conversation: string) => `desk/conversations/${encodeURIComponent(conversation)}/merges`

export const fetchMerges = (conversation: string) => call<{ merges: Merge[] }>('GET', of(conversation))
export const previewMerge = (conversation: string, other: string) =>
  call<MergePreview>('POST', `${of(conversation)}/preview`, { other })
export const join = (conversation: string, wish: NewMerge) => call<Merge>('POST', of(conversation), wish)
export const decideMerge = (conversation: string, merge: string, agree: boolean) =>
  call<Merge>('POST', `${of(conversation)}/${encodeURIComponent(merge)}`, { agree })
export const part = (conversation: string, merge: string, words: string) =>
  call<Merge>('POST', `${of(conversation)}/${encodeURIComponent(merge)}/part`, { words })
