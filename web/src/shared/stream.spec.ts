import { describe, expect, it } from 'vitest'
import type { Conversation, Entry, MessageEntry, Welcome } from './protocol.ts'
import { emptyStream, lastSeq, received, type Stream } from './stream.ts'

const at = '2026-11-22T06:05:00Z'
const marks = { customer: { delivered: 0, read: 0 }, staff: { delivered: 0, read: 0 } }
const contact = { id: 'c', number: 'K7', opened_at: at, closed_at: null, rated: false }
const closed = { ...contact, closed_at: at }
const talk = (change: Partial<Conversation> = {}): Conversation => ({
  id: 'one', number: 'T1', seq: 0, owner: { kind: 'bot', name: null }, contact, queue: null, ...change,
})
const said = (seq: number, text = `no. ${seq}`): Entry => ({
  seq, kind: 'message', at,
  message: {
    id: `m${seq}`, author: { kind: 'bot', name: null }, visibility: 'public', client_id: null, language: 'zh',
    content: { v: 1, kind: 'text', text }, label: null, reply_to: null,
  },
})
const masked = (seq: number, of: number, text: string): Entry => {
  const { message } = said(of, text) as MessageEntry
  return { seq, kind: 'revised', at, of, message }
}
const span = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => said(from + i))
const welcome = (from: number, to: number, change: Partial<Conversation> = {}): Welcome => ({
  type: 'welcome', session: { id: 's', level: 'A0', name: null }, conversation: talk({ seq: to, ...change }),
  entries: from > to ? [] : span(from, to), has_more: from > 1, marks,
})
const seqs = (stream: Stream) => stream.entries.map(({ seq }) => seq)

describe('stream', () => {
  it('takes live entries in order', () => {
    const stream = [3, 4].reduce((s, seq) => received(s, { type: 'entry', entry: said(seq) }), received(emptyStream, welcome(1, 2)))
    expect(seqs(stream)).toEqual([1, 2, 3, 4])
    expect(stream.conversation?.seq).toBe(4)
  })

  it('shows an entry once, however often it comes', () => {
    const stream = received(emptyStream, welcome(1, 2))
    expect(received(stream, { type: 'entry', entry: said(2) })).toBe(stream)
  })

  it('sees a gap, keeps what it has and heals by resuming', () => {
    const torn = received(received(emptyStream, welcome(1, 2)), { type: 'entry', entry: said(5) })
    expect([torn.gap, seqs(torn)]).toEqual([true, [1, 2]])
    const { session, conversation } = welcome(1, 5)
    const healed = received(torn, { type: 'resumed', session, conversation, entries: span(2, 5), marks })
    expect([healed.gap, seqs(healed)]).toEqual([false, [1, 2, 3, 4, 5]])
  })

  it('begins an empty conversation at its first entry', () => {
    const stream = received(received(emptyStream, welcome(1, 0)), { type: 'entry', entry: said(1) })
    expect([lastSeq(stream), stream.gap]).toEqual([1, false])
  })

  it('puts history before what it holds and drops what overlaps', () => {
    const stream = received(received(emptyStream, welcome(5, 6)), { type: 'history', entries: span(2, 5), has_more: true })
    expect([seqs(stream), stream.hasMore]).toEqual([[2, 3, 4, 5, 6], true])
  })

  it('refuses history that would leave a hole', () => {
    const stream = received(emptyStream, welcome(5, 6))
    expect(received(stream, { type: 'history', entries: span(1, 3), has_more: false })).toBe(stream)
  })

  it('keeps loaded history when a new snapshot touches it, and drops it when it does not', () => {
    const stream = received(emptyStream, welcome(1, 6))
    expect(seqs(received(stream, welcome(5, 8)))).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect(seqs(received(stream, welcome(20, 21)))).toEqual([20, 21])
    expect(seqs(received(stream, welcome(3, 4, { id: 'other' })))).toEqual([3, 4])
  })

  it('shows a message that was masked later as it reads now, live and after an absence', () => {
    const entry = masked(7, 2, '139****')
    const live = received(received(emptyStream, welcome(1, 6)), { type: 'entry', entry })
    const fresh = received(emptyStream, { ...welcome(1, 7), entries: [said(1), said(2, '139****'), ...span(3, 6), entry] })
    expect(live).toEqual(fresh)
    const { session, conversation } = welcome(1, 7)
    const back = received(received(emptyStream, welcome(1, 6)), { type: 'resumed', session, conversation, entries: [entry], marks })
    expect(back).toEqual(fresh)
  })

  it('masks what it holds of history when a new snapshot tells of it, and passes over what it does not hold', () => {
    const stream = received(emptyStream, welcome(1, 6))
    const next = received(stream, { ...welcome(7, 8), entries: [said(7), masked(8, 2, '***')] })
    expect(next.entries[1]).toEqual(said(2, '***'))
    expect(seqs(received(received(emptyStream, welcome(5, 6)), { type: 'entry', entry: masked(7, 2, '***') }))).toEqual([5, 6, 7])
  })

  it.each<[string, Entry, Partial<Conversation>]>([
    ['message', said(3), {}],
    ['hidden', { seq: 3, kind: 'hidden', at }, {}],
    ['owner', { seq: 3, kind: 'owner', at, owner: { kind: 'agent', name: '小李' } }, { owner: { kind: 'agent', name: '小李' } }],
    ['contact', { seq: 3, kind: 'contact', at, contact: closed, reason: 'solved' }, { contact: closed }],
    ['rating', { seq: 3, kind: 'rating', at, contact: 'c', score: 5 }, { contact: { ...contact, rated: true } }],
  ])('old snapshot + %s entry = fresh snapshot', (_, entry, change) => {
    const live = received(received(emptyStream, welcome(1, 2)), { type: 'entry', entry })
    const snapshot = { conversation: talk({ seq: 3, ...change }), entries: [...span(1, 2), entry] }
    const fresh = received(emptyStream, { ...welcome(1, 2), ...snapshot })
    expect(live).toEqual(fresh)
  })

  it('keeps her place in the queue while the robot helps, and only then', () => {
    const owner = { kind: 'bot' as const, name: null }
    const queued = received(received(emptyStream, welcome(1, 2, { owner: { kind: 'nobody', name: null } })),
      { type: 'queue', place: 3, wait_s: null, open: true, opens_at: null })
    const helped = received(queued, { type: 'entry', entry: { seq: 3, kind: 'owner', at, owner, waits: true } })
    expect(helped.conversation?.queue?.place).toBe(3)
    expect(received(helped, { type: 'entry', entry: { seq: 4, kind: 'owner', at, owner } }).conversation?.queue).toBeNull()
  })

  it('leaves the queue when a person takes over', () => {
    const queued = received(received(emptyStream, welcome(1, 2, { owner: { kind: 'nobody', name: null } })),
      { type: 'queue', place: 3, wait_s: 60, open: true, opens_at: null })
    expect(queued.conversation?.queue?.place).toBe(3)
    const taken = received(queued, { type: 'entry', entry: { seq: 3, kind: 'owner', at, owner: { kind: 'agent', name: '小李' } } })
    expect(taken.conversation?.queue).toBeNull()
  })

  it('never takes a mark back', () => {
    const ahead = received(emptyStream, { type: 'marks', marks: { ...marks, staff: { delivered: 4, read: 3 } } })
    const late = received(ahead, { type: 'marks', marks: { ...marks, staff: { delivered: 3, read: 0 } } })
    expect(late.marks.staff).toEqual({ delivered: 4, read: 3 })
  })

  it('takes the marks of one side alone', () => {
    const moved = received(emptyStream, { type: 'marks', marks: { customer: { delivered: 2, read: 1 } } })
    expect(moved.marks).toEqual({ customer: { delivered: 2, read: 1 }, staff: { delivered: 0, read: 0 } })
  })
})
