import { expect, it } from 'vitest'
import type { FlowFunnel } from '../../api/requestsWire.ts'
import { acceptance, barsOf, dropsOf, percent, totalOf } from './funnel.ts'

const flow: FlowFunnel = {
  flow: 'change_day', name: '改还款日', entered: 200, identified: 180, slots: 150, eligible: 120, confirmed: 100, submitted: 99, verified: 90,
  refused: 20, handed_over: 12,
  dropped_at: [{ slot: 'day', name: '新还款日', count: 4 }, { slot: 'loan', name: '借据', count: 26 }, { slot: 'why', name: '原因', count: 0 }],
}
const unused = { ...flow, flow: 'new', entered: 0, identified: 0, slots: 0, eligible: 0, confirmed: 0, submitted: 0, verified: 0 }

it('shows each step against all that began, and what the step before had more', () => {
  expect(barsOf(flow).map(({ stage, share, lost }) => [stage, share, lost])).toEqual([
    ['entered', 1, 0], ['identified', 0.9, 20], ['slots', 0.75, 30], ['eligible', 0.6, 30], ['confirmed', 0.5, 20],
    ['submitted', 0.495, 1], ['verified', 0.45, 9],
  ])
  expect(barsOf(unused).every(({ share }) => share === 0)).toBe(true)
})

it('counts as success what was verified of what was eligible, and nothing of nothing', () => {
  expect([percent(acceptance(flow)), percent(acceptance(unused)), totalOf([flow, flow, unused])])
    .toEqual(['75%', '–', { eligible: 240, verified: 180 }])
})

it('names first where most stop', () => {
  expect(dropsOf(flow).map(({ slot }) => slot)).toEqual(['loan', 'day'])
})
