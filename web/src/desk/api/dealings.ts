/** What the customer in hand has had to do with the house, as docs/reference/protocol.md section 2 says it. */
import type { Entry } from '../../shared/protocol.ts'
import { call } from './http.ts'
import type { Both } from './wire.ts'

export const dealingKinds = ['contact', 'request', 'complaint', 'call', 'standing', 'merge', 'news'] as const
export type DealingKind = typeof dealingKinds[number]

/** `about` is in her own words, masked; `contact` is the episode in which it came up. */
export interface Dealing {
  kind: DealingKind
  id: string
  at: string
  title: Both | null
  about: string | null
  number: string | null
  state: string | null
  contact: string | null
  channel: string | null
  by: string[]
  score: number | null
  due_at: string | null
  ended_at: string | null
}
/** `kinds` are those of which this post may be told; `next` is where older ones begin. */
export interface Dealings { dealings: Dealing[], next: string | null, kinds: DealingKind[] }
export interface EarlierContact { number: string, entries: Entry[], has_more: boolean }

const of = (conversation: string) => `desk/conversations/${encodeURIComponent(conversation)}/dealings`

export function fetchDealings(
  conversation: string, kind: DealingKind | null, before: string | null,
): Promise<Dealings> {
  const asked = new URLSearchParams({ ...(kind && { kind }), ...(before && { before }) }).toString()
  return call<Dealings>('GET', of(conversation) + (asked && `?${asked}`))
}

export function fetchEarlier(conversation: string, contact: string, before: number | null): Promise<EarlierContact> {
  const place = before === null ? '' : `?before=${before}`
  return call<EarlierContact>('GET', `${of(conversation)}/contacts/${encodeURIComponent(contact)}${place}`)
}
