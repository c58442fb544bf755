/** Mentions in notes, as docs/reference/protocol.md section 2 says it. */
import { call } from './http.ts'
import type { Customer } from './wire.ts'

/** Somebody whom a note can mention. */
export interface Mentionable { id: string, name: string, post: string }
export interface Mention {
  id: string
  by: { id: string, name: string }
  conversation: string
  number: string
  customer: Customer
  /** The words of the note, masked; empty where her post may not read them. */
  text: string
  at: string
  read: boolean
}
export interface Mentions { mentions: Mention[], has_more: boolean, unread: number }

export const fetchMentionable = () => call<{ colleagues: Mentionable[] }>('GET', 'desk/mentions/colleagues')
export const fetchMentions = (before: string | null) =>
  call<Mentions>('GET', before === null ? 'desk/mentions' : `desk/mentions?before=${encodeURIComponent(before)}`)
/** Where the note stands; without a number in what was said before the customer signed in. */
export const openMention = (id: string) =>
  call<{ conversation: string, seq: number | null }>('POST', `desk/mentions/${encodeURIComponent(id)}/open`)
export const readMentions = () => call<unknown>('POST', 'desk/mentions/read')
