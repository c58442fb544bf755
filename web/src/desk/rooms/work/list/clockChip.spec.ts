import { expect, it } from 'vitest'
import { itemOf } from '../../../testing/scenes.ts'
import { chipOf } from './clockChip.ts'

const since = '2026-11-22T10:00:00Z'
const at = (seconds: number) => Date.parse(since) + seconds * 1000
const promised = itemOf(1, { waiting_since: since, due_at: '2026-11-22T10:01:40Z' })

it.each([
  [10, 'calm', 'due', '1:30'], [50, 'soon', 'due', '0:50'], [90, 'late', 'due', '0:10'], [165, 'broken', 'overdue', '1:05'],
])('after %s s of 100 promised it is %s', (seconds, tone, what, time) => {
  expect(chipOf(promised, at(seconds))).toEqual({ tone, what, time })
})

it('counts up where nothing was promised', () => {
  expect(chipOf(itemOf(1, { waiting_since: since, due_at: null }), at(3700))).toEqual({
    tone: 'calm', what: 'waited', time: '1:01:40',
  })
})
