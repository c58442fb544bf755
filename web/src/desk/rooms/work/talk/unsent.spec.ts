import { expect, it } from 'vitest'
import { messageOf } from '../../../testing/scenes.ts'
import type { Entry } from '../../../../shared/protocol.ts'
import { goesByItself, pendingMark, stillPending, type Pending } from './unsent.ts'

const one = (change: Partial<Pending> = {}): Pending => ({
  client_id: 'u1', content: { v: 1, kind: 'text', text: 'x' }, at: 0, refusal: null, saying: 'reply', seq: null,
  isSending: false, isHeld: false, ...change,
})
const refusal = { error: 'NotOwner', params: {} }

it('is shown until the stream shows it, by its id or by its place', () => {
  const entries: Entry[] = [
    { seq: 7, kind: 'message', at: '', message: { ...messageOf('m', 'agent', 'x'), client_id: 'u1' } },
  ]
  expect(stillPending([one(), one({ client_id: 'u2', seq: 7 })], entries)).toEqual([])
  expect(stillPending([one({ client_id: 'u2', seq: 8 }), one({ client_id: 'u3' })], entries)).toHaveLength(2)
})

it('goes again by itself only while it is fresh and was not refused', () => {
  const all = [one(), one({ refusal }), one({ seq: 3 })]
  expect(all.map((each) => goesByItself(each, 1000))).toEqual([true, false, false])
  expect(goesByItself(one(), 180_000)).toBe(false)
})

it('says how far it is', () => {
  expect([one({ isHeld: true }), one({ isSending: true }), one({ seq: 3 }), one(), one({ refusal })].map(pendingMark))
    .toEqual(['held', 'sending', 'sent', 'waiting', 'refused'])
})
