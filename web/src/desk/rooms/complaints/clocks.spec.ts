import { describe, expect, it } from 'vitest'
import { complaintOf } from '../../testing/complaints.ts'
import { chipOf, chipOfReading } from './clocks.ts'

const now = Date.parse('2026-11-22T02:00:00Z')
const at = (hours: number) => new Date(now + hours * 3_600_000).toISOString()

describe('the chip of a row', () => {
  it.each([
    [200, 100, 'house', 'left', 'calm', 'days', 4], [60, 100, 'legal', 'left', 'soon', 'days', 2],
    [200, 23.5, 'house', 'left', 'late', 'hours', 23], [200, 0.4, 'house', 'left', 'late', 'minutes', 24],
    [200, -30, 'house', 'over', 'broken', 'hours', 30],
  ] as const)('with the law in %i h and the house in %i h', (law, house, clock, what, tone, unit, n) => {
    const item = complaintOf('c1', { due_at: at(law), house_due_at: at(house) })
    expect(chipOf(item, now)).toEqual({ clock, what, tone, unit, n })
  })

  it('counts nothing down that stands still or is over, and shows what presses all the same', () => {
    expect(chipOf(complaintOf('c1', { phase: 'paused', pressing: 2 }), now)).toMatchObject({ what: 'paused', tone: 'late' })
    expect(chipOf(complaintOf('c1', { closed_at: at(-1), due_at: at(-9) }), now)).toMatchObject({ what: 'stopped', tone: 'calm' })
  })
})

it('counts the first contact in hours', () => {
  const clock = { clock: 'contact', state: 'running', days: 0 } as const
  expect(chipOfReading({ ...clock, due_at: at(20) }, now)).toMatchObject({ tone: 'calm', unit: 'hours' })
  expect(chipOfReading({ ...clock, due_at: at(5) }, now)).toMatchObject({ tone: 'soon' })
  expect(chipOfReading({ ...clock, state: 'stopped', due_at: at(-5) }, now)).toMatchObject({ what: 'stopped', tone: 'calm' })
})
