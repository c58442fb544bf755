import { expect, it } from 'vitest'
import { messageOf } from '../../../testing/scenes.ts'
import type { Entry, Marks, Message } from '../../../../shared/protocol.ts'
import { linesOf } from './lines.ts'

const marks = (delivered: number, read: number): Marks =>
  ({ customer: { delivered, read }, staff: { delivered: 0, read: 0 } })
const entry = (seq: number, message: Message, at = `2026-11-22T10:00:${10 + seq}`): Entry => ({ seq, kind: 'message', at, message })
const of = (kind: Message['author']['kind']) => messageOf('m', kind, 'x')

it('divides days and groups neighbours of one speaker', () => {
  const lines = linesOf([
    entry(1, of('bot'), '2026-11-21T10:00:00'), { seq: 2, kind: 'hidden', at: '2026-11-22T09:00:00' },
    entry(3, of('customer')), entry(4, of('customer')), entry(5, { ...of('agent'), visibility: 'staff' }),
  ], marks(0, 0))
  expect(lines.map((line) => line.kind === 'message' ? [line.speaker, line.isFirst] : line.kind)).toEqual([
    'day', ['bot', true], 'day', ['customer', true], ['customer', false], ['note', true],
  ])
})

it.each([[0, 0, 'sent'], [2, 0, 'delivered'], [2, 2, 'read']])('marks the last word of ours (%i, %i) as %s', (delivered, read, mark) => {
  const lines = linesOf([entry(1, of('agent')), entry(2, of('agent')), entry(3, of('customer'))], marks(delivered, read))
  expect(lines.flatMap((line) => line.kind === 'message' ? [line.mark] : [])).toEqual([null, mark, null])
})

it('tells what is asked of a colleague from other notes', () => {
  const note = { ...of('agent'), visibility: 'staff' as const }
  const consult = {
    id: 'q', conversation: 'c', state: 'asked' as const, outcome: null, asker: { id: 'a', name: '甲' }, asked: { id: 'b', name: '乙' },
    question: 'asks', asked_at: '', answer_until: null, joined: false,
  }
  const lines = linesOf([
    entry(1, note), entry(2, { ...note, id: 'asks' }), { seq: 3, kind: 'consult', at: '2026-11-22T10:00:13', what: 'asked', consult },
    entry(4, { ...note, reply_to: 'asks' }),
  ], marks(0, 0))
  expect(lines.slice(1).map((line) => line.kind === 'message' ? line.speaker : line.kind)).toEqual(['note', 'consult', 'event', 'consult'])
})
