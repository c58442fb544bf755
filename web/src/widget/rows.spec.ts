import { describe, expect, it } from 'vitest'
import type { Content, Conversation, Entry } from '../shared/protocol.ts'
import { at, contact, conversation, message } from '../shared/testing/conversation.ts'
import { emptyStream, type Stream } from '../shared/stream.ts'
import { mayOfferTiles, rowsOf, unreadOf, type Row } from './rows.ts'

const buttons: Content = { v: 1, kind: 'buttons', text: '哪一项', buttons: [{ id: 'a', label: '甲' }, { id: 'human', label: '转人工' }] }
const choice = (button: string): Content => ({ v: 1, kind: 'choice', button, label: '甲' })
const stream = (entries: Entry[], change: Partial<Conversation> = {}): Stream =>
  ({ ...emptyStream, entries, conversation: conversation(change) })
const rows = (entries: Entry[]): Row[] => rowsOf({ stream: stream(entries), pending: [] })
const messages = (entries: Entry[]) => rows(entries).filter((row) => row.kind === 'message')

describe('rows', () => {
  it('divides days and later contacts, and hides what is not for her', () => {
    const other = { ...contact, id: 'c2', number: 'K8' }
    expect(rows([
      { seq: 1, kind: 'contact', at, contact, reason: null },
      message(2, 'customer', '在吗'),
      { seq: 3, kind: 'hidden', at },
      message(4, 'agent', '只给同事看', { visibility: 'staff' }),
      { seq: 5, kind: 'contact', at: '2026-11-23T06:05:00Z', contact: other, reason: null },
      { ...message(6, 'bot', '您好'), at: '2026-11-23T06:05:00Z' },
    ]).map(({ kind }) => kind)).toEqual(['day', 'message', 'day', 'contact', 'message'])
  })

  it('closes the buttons once she went on, and shows which she pressed', () => {
    const [asked] = messages([message(1, 'bot', buttons), message(2, 'customer', choice('a'))])
    expect([asked?.spent, asked?.chosen]).toEqual([true, 'a'])
    const [passed] = messages([message(1, 'bot', buttons), message(2, 'customer', '换个问题')])
    expect([passed?.spent, passed?.chosen]).toEqual([true, null])
    expect(messages([message(1, 'bot', buttons)])[0]?.spent).toBe(false)
  })

  it('keeps the same key from pending to stored, so that nothing flickers', () => {
    const unsent = { client_id: 'x', content: { v: 1, kind: 'text', text: '在吗' } as const, at: 0, refusal: null, stored: false, late: false }
    const pending = rowsOf({ stream: stream([]), pending: [unsent] })
    const stored = rows([message(1, 'customer', '在吗', { client_id: 'x' })])
    expect(pending.at(-1)?.key).toBe(stored.at(-1)?.key)
  })

  it('says how far only her newest message came', () => {
    const entries = [message(1, 'customer', '一'), message(2, 'customer', '二')]
    const marks = { ...emptyStream.marks, staff: { delivered: 2, read: 1 } }
    const shown = rowsOf({ stream: { ...stream(entries), marks }, pending: [] }).filter((row) => row.kind === 'message')
    expect(shown.map(({ delivery }) => delivery)).toEqual([null, 'delivered'])
  })
})

describe('tiles', () => {
  const begun: Entry = { seq: 1, kind: 'contact', at, contact, reason: null }
  it.each<[string, boolean, Entry[], Partial<Conversation>]>([
    ['nothing is open', true, [], {}],
    ['the contact is closed', true, [begun], { contact: { ...contact, closed_at: at } }],
    ['only the robot has spoken', true, [begun, message(2, 'bot', '您好')], { contact }],
    ['she has asked something', false, [begun, message(2, 'customer', '在吗')], { contact }],
    ['a person serves her', false, [], { owner: { kind: 'agent', name: '李梅' } }],
    ['she waits for a person', false, [], { owner: { kind: 'nobody', name: null } }],
  ])('when %s: %s', (_, offered, entries, change) => {
    expect(mayOfferTiles({ stream: stream(entries, change), pending: [] })).toBe(offered)
  })
})

it('unread are the messages of others after her mark', () => {
  const marks = { ...emptyStream.marks, customer: { delivered: 4, read: 1 } }
  const entries = [message(1, 'bot', '一'), message(2, 'customer', '二'), message(3, 'agent', '三'), message(4, 'house', '四')]
  const { count, newest } = unreadOf({ stream: { ...stream(entries), marks } })
  expect([count, newest?.id]).toEqual([2, 'm4'])
})
