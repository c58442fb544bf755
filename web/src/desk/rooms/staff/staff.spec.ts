import { describe, expect, it } from 'vitest'
import type { StaffAccount } from '../../api/accessWire.ts'
import { clockOf, hoursOf, linesOfPlan, minuteOf, planOf } from './shifts.ts'
import { conditionOf, heldNow, momentOf, notOver, searchedStaff } from './staff.ts'

const now = Date.parse('2026-03-02T08:00:00Z')
const before = '2026-03-01T00:00:00Z'
const after = '2026-03-03T00:00:00Z'
const account: StaffAccount = {
  id: 's1', username: 'linmei', name: '林美', email: 'lin@example.org', team: null, active: true, demo: false, codes: false,
  locked_at: null, locked_until: null, posts: [{ post: 'online_agent', from: before, until: null }],
}

describe('an account', () => {
  it.each([
    [{}, 'active'], [{ locked_until: after }, 'locked'], [{ locked_until: before }, 'active'], [{ locked_at: before }, 'locked'],
    [{ active: false }, 'disabled'], [{ active: false, posts: [] }, 'waiting'],
  ])('%o is %s', (change, condition) => {
    expect(conditionOf({ ...account, ...change }, now)).toBe(condition)
  })

  it('has its posts from then until then', () => {
    const posts = [
      { post: 'online_agent', from: before, until: before }, { post: 'phone_agent', from: before, until: null },
      { post: 'team_leader', from: after, until: null },
    ] as const
    expect(notOver(posts, now).map(({ post }) => post)).toEqual(['phone_agent', 'team_leader'])
    expect(posts.map((one) => heldNow(one, now))).toEqual([false, true, false])
  })

  it.each(['林', 'LIN', 'example.org', '在线', 'online_agent'])('is found by %s', (words) => {
    const name = (id: string) => id === 'online_agent' ? '在线客服' : id
    expect(searchedStaff([account], words, name)).toHaveLength(1)
    expect(searchedStaff([account], `${words}x`, name)).toHaveLength(0)
  })

  it('begins a post with the day of Shanghai', () => {
    expect([momentOf('2026-03-02'), momentOf('')]).toEqual(['2026-03-02T00:00:00+08:00', undefined])
  })
})

describe('a plan of shifts', () => {
  it('reads clock times, and a night shift ends the next morning', () => {
    expect(hoursOf('09:00', '18:30')).toEqual({ from_minute: 540, to_minute: 1110 })
    expect(hoursOf('22:00', '06:00')).toEqual({ from_minute: 1320, to_minute: 1800 })
    expect(hoursOf('00:00', '00:00')).toEqual({ from_minute: 0, to_minute: 1440 })
    expect(['24:00', '9:00', '', '10:60'].map(minuteOf)).toEqual([null, null, null, null])
  })

  it('comes back as it was kept, Monday first', () => {
    const plan = [{ day: 'fri', from_minute: 1320, to_minute: 1800 }, { day: 'mon', from_minute: 540, to_minute: 1080 }] as const
    const lines = linesOfPlan(plan)
    expect(lines).toEqual([{ day: 'mon', from: '09:00', to: '18:00' }, { day: 'fri', from: '22:00', to: '06:00' }])
    expect(planOf(lines)).toEqual([plan[1], plan[0]])
    expect(clockOf(1440)).toBe('00:00')
  })

  it('is not kept while a line lacks something', () => {
    expect(planOf([{ day: 'mon', from: '09:00', to: '' }])).toBeNull()
    expect(planOf([])).toEqual([])
  })
})
