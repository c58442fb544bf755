import { expect, it } from 'vitest'
import type { AsideChoices } from '../../../../api/asides.ts'
import { fieldOf, timeWords } from '../../../../live/promised.ts'
import { momentOf, suggested } from './aside.ts'

const noon = Date.parse('2026-11-23T12:02:00+08:00')
const choices: AsideChoices = {
  reasons: [], soonest_min: 15, furthest_days: 3, without_time_h: 4, opens: '08:00', closes: '21:00',
}

it('keeps a moment through the field that holds it, by the time of the house', () => {
  expect(fieldOf(noon)).toBe('2026-11-23T12:02')
  expect(momentOf(fieldOf(noon))).toBe(noon)
  expect([momentOf(''), momentOf('2026-11-23')]).toEqual([null, null])
})

it.each([
  ['2026-11-23T15:30', '今天 15:30', '15:30 today'],
  ['2026-11-24T09:00', '明天 09:00', '09:00 tomorrow'],
  ['2026-11-25T09:00', '11月25日 09:00', '09:00 on Nov 25'],
])('says %s as people do', (field, zh, en) => {
  const ms = momentOf(field) ?? 0
  expect([timeWords(ms, noon, 'zh-CN'), timeWords(ms, noon, 'en')]).toEqual([zh, en])
})

it('suggests nothing outside the hours in which people are here', () => {
  expect(suggested(choices, noon).map(fieldOf)).toEqual(
    ['2026-11-23T12:35', '2026-11-23T13:05', '2026-11-23T14:05', '2026-11-24T09:00'],
  )
  expect(suggested(choices, Date.parse('2026-11-23T20:20:00+08:00')).map(fieldOf))
    .toEqual(['2026-11-23T20:50', '2026-11-24T09:00'])
})
