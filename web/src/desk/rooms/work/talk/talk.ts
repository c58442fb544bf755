import type { Consult, Entry, Marks, Typing } from '../../../../shared/protocol.ts'
import { emptyStream, lastSeq, received, type Stream } from '../../../../shared/stream.ts'
import type { OlderEntries, Work } from '../../../api/wire.ts'

/** One conversation as this desk holds it: the server's account of the work, and the stream of its entries. */
export interface Talk {
  readonly work: Omit<Work, 'entries' | 'has_more' | 'marks' | 'conversation'>
  readonly stream: Stream
}

export type TalkState = 'mine' | 'reserved' | 'waiting' | 'bot' | 'colleague' | 'closed'

const nobody = { id: '', level: 'A0', name: null } as const

/** A fresh answer of the server over what is held; entries that arrived while it was under way stay. */
export function opened(held: Talk | undefined, { conversation, entries, has_more, marks, ...work }: Work): Talk {
  const before = held?.stream ?? emptyStream
  const fresh = received(before, { type: 'welcome', session: nobody, conversation, entries, has_more, marks })
  const isSame = before.conversation?.id === conversation.id
  const later = isSame ? before.entries.filter(({ seq }) => seq > lastSeq(fresh)) : []
  return { work, stream: received(later.reduce(follow, fresh), { type: 'marks', marks: before.marks }) }
}

/** What the server sent after a `watch`: everything after the entry we named. */
export function caughtUp(talk: Talk, entries: readonly Entry[], marks: Marks): Talk {
  const stream = entries.reduce(follow, { ...talk.stream, gap: false })
  return told({ ...talk, stream: received(stream, { type: 'marks', marks }) })
}

export const withEntry = (talk: Talk, entry: Entry): Talk => told({ ...talk, stream: follow(talk.stream, entry) })

export const withMarks = (talk: Talk, marks: Partial<Marks>): Talk =>
  ({ ...talk, stream: received(talk.stream, { type: 'marks', marks }) })

export const withOlder = (talk: Talk, { entries, has_more }: OlderEntries): Talk =>
  ({ ...talk, stream: received(talk.stream, { type: 'history', entries, has_more }) })

const follow = (stream: Stream, entry: Entry): Stream => received(stream, { type: 'entry', entry })

/** Nobody but an agent's desk may speak once the stream says that another owns the conversation. */
function told(talk: Talk): Talk {
  const loses = talk.work.may_speak && talk.stream.conversation?.owner.kind !== 'agent'
  return loses ? { ...talk, work: { ...talk.work, may_speak: false } } : talk
}

/** Entries that change who may do what; the server is asked again after them. */
export const changesWork = (entry: Entry): boolean =>
  ['owner', 'contact', 'aside', 'participant'].includes(entry.kind) || (entry.kind === 'consult' && entry.what === 'accepted')

/** What a colleague was asked last, as far as the stream tells; before that, as the server said. */
export function consultOf({ work, stream: { entries } }: Talk): Consult | null {
  const told = entries.findLast((entry) => entry.kind === 'consult')
  const known = work.consult ?? null
  return told === undefined || (known !== null && known.asked_at > told.consult.asked_at) ? known : told.consult
}

/** Whether an agent has said anything since the conversation came to one. */
export function hasSpoken({ stream: { entries } }: Talk): boolean {
  const came = entries.findLastIndex((entry) => entry.kind === 'owner')
  return entries.slice(came + 1).some((entry) => entry.kind === 'message' && entry.message.author.kind === 'agent')
}

export function stateOf({ work, stream }: Talk): TalkState {
  const { item } = work
  if (work.may_speak) return 'mine'
  if (item?.state === 'reserved') return 'reserved'
  if (item?.state === 'waiting') return 'waiting'
  if (stream.conversation?.contact?.closed_at) return 'closed'
  switch (stream.conversation?.owner.kind) {
    case 'bot': return 'bot'
    case 'agent': return 'colleague'
    case 'nobody':
    case undefined: return stream.conversation?.contact ? 'waiting' : 'closed'
  }
}

export type Typist = Pick<Typing, 'by' | 'name'> & { saying?: 'note' }
