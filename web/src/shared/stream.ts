import type { Conversation, Entry, History, LiveEntry, Marks, Queue, Received, Resumed, Welcome } from './protocol.ts'

/** What this browser knows of one conversation: entries in order, each once, without holes. */
export interface Stream {
  readonly conversation: Conversation | null
  readonly entries: readonly Entry[]
  readonly hasMore: boolean
  readonly marks: Marks
  /** An entry arrived whose forerunner is missing: close and resume. */
  readonly gap: boolean
}

export type StreamFrame =
  | Welcome
  | Resumed
  | LiveEntry
  | History
  | { type: 'marks', marks: Partial<Marks> }
  | { type: 'queue' } & Queue

export const emptyStream: Stream = {
  conversation: null,
  entries: [],
  hasMore: false,
  marks: { customer: { delivered: 0, read: 0 }, staff: { delivered: 0, read: 0 } },
  gap: false,
}

export const lastSeq = (stream: Stream): number => stream.entries.at(-1)?.seq ?? stream.conversation?.seq ?? 0

/** The stream after one frame of the server. A frame seen before changes nothing. */
export function received(stream: Stream, frame: StreamFrame): Stream {
  switch (frame.type) {
    case 'welcome': return welcomed(stream, frame)
    case 'resumed': return resumed(stream, frame)
    case 'entry': return followed(stream, frame.entry)
    case 'history': return older(stream, frame)
    case 'marks': return { ...stream, marks: furthest(stream.marks, frame.marks) }
    case 'queue': return changed(stream, { queue: queueOf(frame) })
  }
}

function welcomed(stream: Stream, { conversation, entries, has_more: hasMore, marks }: Welcome): Stream {
  const first = entries[0]?.seq
  const held = stream.entries
  const touches = stream.conversation?.id === conversation.id && first !== undefined && first <= lastSeq(stream) + 1
  const before = touches ? held.filter(({ seq }) => seq < first) : []
  return {
    conversation, marks, gap: false,
    entries: entries.reduce(revised, [...before, ...entries]),
    hasMore: before.length > 0 ? stream.hasMore : hasMore,
  }
}

function resumed(stream: Stream, { conversation, entries, marks }: Resumed): Stream {
  const after = entries.reduce(followed, { ...stream, gap: false })
  return { ...after, conversation, marks }
}

function followed(stream: Stream, entry: Entry): Stream {
  const last = lastSeq(stream)
  if (entry.seq <= last) return stream
  if (entry.seq > last + 1) return { ...stream, gap: true }
  const entries = revised([...stream.entries, entry], entry)
  return changed({ ...stream, entries }, { seq: entry.seq, ...toldBy(entry, stream) })
}

/** A message that was masked later is nowhere shown as it was. */
function revised(entries: readonly Entry[], entry: Entry): readonly Entry[] {
  if (entry.kind !== 'revised') return entries
  const { of, message } = entry
  return entries.map((held) => held.kind === 'message' && held.seq === of ? { ...held, message } : held)
}

/** What an entry changes in the conversation, so that old snapshot + entry = fresh snapshot. */
function toldBy(entry: Entry, { conversation }: Stream): Partial<Conversation> {
  switch (entry.kind) {
    case 'owner':
      return { owner: entry.owner, ...(entry.owner.kind === 'nobody' || entry.waits ? {} : { queue: null }) }
    case 'contact':
      return { contact: entry.contact, ...(entry.contact.closed_at === null ? {} : { queue: null }) }
    case 'rating':
      return conversation?.contact?.id === entry.contact ? { contact: { ...conversation.contact, rated: true } } : {}
    case 'message':
    case 'revised':
    case 'aside':
    case 'consult':
    case 'participant':
    case 'hidden':
      return {}
  }
}

function older(stream: Stream, { entries, has_more: hasMore }: History): Stream {
  const first = stream.entries[0]?.seq
  const fresh = first === undefined ? entries : entries.filter(({ seq }) => seq < first)
  const joins = first === undefined || fresh.length === 0 || fresh.at(-1)?.seq === first - 1
  return joins ? { ...stream, hasMore, entries: [...fresh, ...stream.entries] } : stream
}

function changed(stream: Stream, change: Partial<Conversation>): Stream {
  return stream.conversation ? { ...stream, conversation: { ...stream.conversation, ...change } } : stream
}

function queueOf({ place, wait_s, wait_from_s, open, opens_at, choices }: Queue): Queue {
  return { place, wait_s, wait_from_s, open, opens_at, choices }
}

function furthest(held: Marks, told: Partial<Marks>): Marks {
  const later = (a: Received, b: Received = a) => ({
    delivered: Math.max(a.delivered, b.delivered),
    read: Math.max(a.read, b.read),
  })
  return { customer: later(held.customer, told.customer), staff: later(held.staff, told.staff) }
}
