import type { Button, ContactEntry, Content, Entry, Message, MessageEntry, ProofMethod } from '../shared/protocol.ts'
import { sameDay } from '../shared/format.ts'
import type { ChatState, Pending } from './state.ts'

export type Delivery = 'sent' | 'delivered' | 'read'

/** One thing shown in the log. `key` stays the same while the thing does. */
export type Row =
  | { kind: 'day', key: string, at: string }
  | { kind: 'contact', key: string, number: string }
  | {
    kind: 'message'
    key: string
    at: string
    message: Message
    /** Follows a message of the same author closely, so that it stands nearer to it. */
    joined: boolean
    /** On the customer's own newest message only. */
    delivery: Delivery | null
    /** The buttons have had their answer; `chosen` is the one she pressed. */
    spent: boolean
    chosen: string | null
    /** The contact a rating under this message belongs to. */
    contact: string | null
  }
  | { kind: 'pending', key: string, pending: Pending }

const JOINED_WITHIN_MS = 3 * 60_000
const ALWAYS = ['human', 'complaint']

type MessageRow = Extract<Row, { kind: 'message' }>

export function rowsOf({ stream, pending }: Pick<ChatState, 'stream' | 'pending'>): Row[] {
  const rows: Row[] = []
  let day = ''
  let contact: string | null = null
  for (const entry of stream.entries) {
    const row = rowOf(entry, contact)
    if (entry.kind === 'contact') contact = entry.contact.id
    if (!row) continue
    if (!sameDay(day, entry.at)) rows.push({ kind: 'day', key: `day-${entry.seq}`, at: entry.at })
    day = entry.at
    rows.push(row.kind === 'message' ? { ...row, joined: joins(row, rows.at(-1)) } : row)
  }
  markDelivery(rows, stream.entries, stream.marks.staff)
  markSpent(rows, pending)
  return [...rows, ...pending.map((item): Row => ({ kind: 'pending', key: `own-${item.client_id}`, pending: item }))]
}

export function buttonsOf({ content }: Message): Button[] {
  return 'buttons' in content ? content.buttons : []
}

/** The customer may begin something: nobody speaks with her and nothing is open. */
export function mayOfferTiles({ stream, pending }: Pick<ChatState, 'stream' | 'pending'>): boolean {
  const { conversation } = stream
  if (conversation?.owner.kind !== 'bot' || pending.length > 0) return false
  const { contact } = conversation
  if (contact?.closed_at !== null) return true
  const since = stream.entries.findLastIndex((entry) => entry.kind === 'contact' && entry.contact.id === contact.id)
  return !stream.entries.slice(since + 1).some(
    (entry) => entry.kind === 'message' && entry.message.author.kind === 'customer')
}

/** Messages of others that she has not seen, and the newest of them. */
export function unreadOf({ stream }: Pick<ChatState, 'stream'>): { count: number, newest: Message | null } {
  const unread = stream.entries.filter((entry): entry is MessageEntry =>
    isShown(entry) && entry.seq > stream.marks.customer.read && entry.message.author.kind !== 'customer')
  return { count: unread.length, newest: unread.at(-1)?.message ?? null }
}

function isShown(entry: Entry): entry is MessageEntry {
  return entry.kind === 'message' && entry.message.visibility === 'public'
}

function rowOf(entry: Entry, contact: string | null): Row | null {
  switch (entry.kind) {
    case 'message': return isShown(entry) ? messageRow(entry, contact) : null
    case 'contact': return contactRow(entry, contact)
    case 'owner': // who speaks stands in the header, and the house says it in a line of its own
    case 'rating': // shown under the invitation it answers
    case 'aside':
    case 'participant':
    case 'consult': // staff among themselves; of these she has hidden entries alone
    case 'revised': // what it says stands in the message already
    case 'hidden': return null
  }
}

function messageRow({ seq, at, message }: MessageEntry, contact: string | null): Row {
  const own = message.author.kind === 'customer' && message.client_id !== null
  return {
    kind: 'message', key: own ? `own-${message.client_id ?? ''}` : `message-${seq}`,
    at, message, joined: false, delivery: null, spent: false, chosen: null, contact,
  }
}

/** The first contact needs no divider: the conversation begins there anyway. */
function contactRow({ seq, contact }: ContactEntry, earlier: string | null): Row | null {
  const begins = contact.closed_at === null && earlier !== null && earlier !== contact.id
  return begins ? { kind: 'contact', key: `contact-${seq}`, number: contact.number } : null
}

function joins(row: MessageRow, before: Row | undefined): boolean {
  if (before?.kind !== 'message') return false
  const { author } = row.message
  const same = before.message.author.kind === author.kind && before.message.author.name === author.name
  return same && new Date(row.at).getTime() - new Date(before.at).getTime() < JOINED_WITHIN_MS
}

function markDelivery(rows: Row[], entries: readonly Entry[], staff: { delivered: number, read: number }): void {
  const newest = rows.findLast((row): row is MessageRow => row.kind === 'message' && row.message.author.kind === 'customer')
  const seq = entries.findLast((entry) => entry.kind === 'message' && entry.message.id === newest?.message.id)?.seq
  if (!newest || seq === undefined) return
  newest.delivery = staff.read >= seq ? 'read' : staff.delivered >= seq ? 'delivered' : 'sent'
}

/**
 * Buttons are answered by the next choice among them; any later word of the customer passes them over.
 * A card that waits for a yes is over when the robot asks anew. One that waits for a proof outlives other words:
 * who asks something in between may still prove who she is.
 */
function markSpent(rows: Row[], pending: readonly Pending[]): void {
  const said = pending.findLast(({ refusal }) => refusal === null)
  let answered = said !== undefined
  let choice = said?.content.kind === 'choice' ? said.content.button : null
  let asked = false
  for (const row of [...rows].reverse()) {
    if (row.kind !== 'message') continue
    const { author, content } = row.message
    if (author.kind === 'customer') {
      answered = true
      choice = content.kind === 'choice' ? content.button : null
    } else {
      const buttons = buttonsOf(row.message)
      const chosen = buttons.find(({ id }) => id === choice)?.id ?? null
      row.spent = isCard(content, 'step_up')
        ? asked || (chosen !== null && !staysAlive(chosen))
        : (answered || (asked && isCard(content, 'confirm'))) && buttons.length > 0
      row.chosen = row.spent ? chosen : null
      if (chosen !== null) choice = null
      asked ||= asksAnew(content)
    }
  }
}

const isCard = (content: Content, card: string): boolean => content.kind === 'card' && content.card === card
const asksAnew = (content: Content): boolean =>
  content.kind === 'buttons' || (content.kind === 'card' && content.card !== 'answer' && content.card !== 'answers')

/** The card that waits for a proof now. */
export function openStepUp(state: Pick<ChatState, 'stream' | 'pending'>): { message: string, methods: ProofMethod[] } | null {
  const open = rowsOf(state).findLast((row): row is MessageRow => row.kind === 'message' && !row.spent && isCard(row.message.content, 'step_up'))
  return open?.message.content.kind === 'card' && open.message.content.card === 'step_up'
    ? { message: open.message.id, methods: open.message.content.methods }
    : null
}

export const staysAlive = (button: string): boolean => ALWAYS.includes(button)
