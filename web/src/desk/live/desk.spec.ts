import { describe, expect, it } from 'vitest'
import { itemOf } from '../testing/scenes.ts'
import type { Desk } from '../api/wire.ts'
import { inOrder, listsOf, withItem } from './desk.ts'

const me = { state: 'ready', since: '2026-11-22T00:00:00Z', units: 0, capacity: 3 } as const
const desk: Desk = { seq: 1, me, mine: [itemOf(1, { state: 'assigned' })], waiting: [itemOf(2)], closed_today: 0 }
const ids = (items: { id: string }[]) => items.map(({ id }) => id)

describe('an item that changed', () => {
  it('moves from waiting to hers', () => {
    const after = withItem(desk, itemOf(2, { state: 'assigned' }), 's1')
    expect([ids(after.mine), ids(after.waiting)]).toEqual([['i1', 'i2'], []])
    expect(after.me.units).toBe(me.units + 1)
  })

  it.each([
    itemOf(2, { state: 'assigned', holder: 's2' }), itemOf(2, { state: 'reserved', holder: 's2' }), itemOf(2, { state: 'done' }),
  ])('leaves the lists in state $state of another', (item) => {
    const after = withItem(desk, item, 's1')
    expect([ids(after.mine), ids(after.waiting)]).toEqual([['i1'], []])
  })

  it('fills her hands where it is a call, and frees them when that is over', () => {
    const call = itemOf(3, { kind: 'call_back', state: 'assigned' })
    const calling = withItem({ ...desk, mine: [] }, call, 's1')
    expect(calling.me.units).toBe(me.capacity)
    expect(withItem(calling, { ...call, state: 'done' }, 's1').me.units).toBe(0)
  })

  it('changes nothing the second time', () => {
    const once = withItem(desk, itemOf(5), 's1')
    expect(withItem(once, itemOf(5), 's1')).toEqual(once)
  })
})

it('puts life at risk first, then the longest wait, and lanes it does not know last', () => {
  const lanes = ['normal', 'complaint', 'life', 'new-lane'] as const
  const items = lanes.map((lane, index) => itemOf(index, { lane: lane as 'life' }))
  const older = itemOf(9, { lane: 'normal', waiting_since: '2020-01-01T00:00:00Z' })
  expect(ids(inOrder([...items, older]))).toEqual(['i2', 'i1', 'i9', 'i0', 'i3'])
})

it('stops ringing when the reservation has run out', () => {
  const until = '2026-11-22T10:00:20Z'
  const ringing = { ...desk, mine: [itemOf(1, { state: 'reserved', reserved_until: until })] }
  expect(ids(listsOf(ringing, Date.parse(until) - 1).ringing)).toEqual(['i1'])
  expect(ids(listsOf(ringing, Date.parse(until)).ringing)).toEqual([])
})
