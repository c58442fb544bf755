import { expect, it } from 'vitest'
import type { GlassRequest } from '../../api/accessWire.ts'
import { glassState, mayReview } from './glass.ts'

const asked: GlassRequest = {
  id: 'g', staff: 's1', name: '林静', post: 'online_agent', fields: ['phone'], reason: 'life_in_danger', words: '要轻生',
  asked_at: '2026-03-02T08:00:00Z', approved: null, decided_by: null, decided_at: null, until: null, reviewed_by: null, verdict: null,
}
const now = Date.parse('2026-03-02T08:10:00Z')
const agreed = { ...asked, approved: true, decided_by: '赵勤', until: '2026-03-02T08:15:00Z' }

it('goes from asked to open to over, or is refused or too late', () => {
  expect(glassState(asked, now)).toBe('asked')
  expect(glassState(asked, now + 21 * 60_000)).toBe('late')
  expect(glassState(agreed, now)).toBe('open')
  expect(glassState(agreed, now + 5 * 60_000)).toBe('over')
  expect(glassState({ ...asked, approved: false }, now)).toBe('refused')
})

it('is reviewed once, by a third person, after somebody decided', () => {
  const third = { id: 's3', name: '郑一' }
  expect(mayReview(agreed, third)).toBe(true)
  expect([asked, { ...agreed, verdict: 'justified' as const }].map((one) => mayReview(one, third))).toEqual([false, false])
  expect([{ id: 's1', name: '林静' }, { id: 's2', name: '赵勤' }].map((me) => mayReview(agreed, me))).toEqual([false, false])
})
