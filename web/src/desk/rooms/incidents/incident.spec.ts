import { describe, expect, it } from 'vitest'
import type { Playbook } from '../../api/incidents.ts'
import { bodyOf, firstDraft, isWhole } from './incident.ts'

const flood: Playbook = {
  id: 'disaster', name: { zh: '自然灾害', en: 'Disaster' }, kinds: { flood: { zh: '洪涝', en: 'Flood' } },
  is_local: true, most_days: 90,
}
const zhengzhou = { code: '410100', name: '河南省郑州市' }

describe('a declaration', () => {
  const draft = { ...firstDraft(new Date('2026-11-23T20:30:00Z')), playbook: 'disaster', kind: 'flood' }

  it('begins now in Beijing and lasts three days', () => {
    expect(bodyOf({ ...draft, regions: [zhengzhou] })).toEqual({
      playbook: 'disaster', kind: 'flood', level: 2, regions: ['410100'], is_rehearsal: false,
      starts_at: '2026-11-24T04:30:00+08:00', ends_at: '2026-11-27T04:30:00+08:00',
    })
  })

  it.each([
    ['without a region', { regions: [] }, false],
    ['with one', { regions: [zhengzhou] }, true],
    ['of an unknown kind', { regions: [zhengzhou], kind: 'war' }, false],
    ['without an end', { regions: [zhengzhou], endsOn: '' }, false],
  ])('%s: %s', (_, change, whole) => {
    expect(isWhole({ ...draft, ...change }, flood)).toBe(whole)
  })
})
