import { expect, it } from 'vitest'
import { amountName, dayName, sizeName, waitBetween, waitName } from './format.ts'
import { refusalSentence } from './refusals.ts'
import { asLocale, filled } from './words.ts'

const now = new Date('2026-11-22T12:00:00')

it.each([
  ['2026-11-22T00:01:00', '今天', 'Today'],
  ['2026-11-21T23:59:00', '昨天', 'Yesterday'],
  ['2026-11-15T14:05:00', '11月15日 周日', 'Sun, Nov 15'],
  ['2025-03-01T14:05:00', '2025年3月1日 周六', 'Sat, Mar 1, 2025'],
])('the day of %s', (at, zh, en) => {
  expect([dayName(at, 'zh-CN', now), dayName(at, 'en', now)]).toEqual([zh, en])
})

it('amounts, waits and sizes read as people say them', () => {
  expect([amountName(123_456, 'zh-CN'), amountName(123_456, 'en')]).toEqual(['1,234.56 元', 'CNY 1,234.56'])
  expect([waitName(10, 'zh-CN'), waitName(61, 'zh-CN'), waitName(7200, 'en')]).toEqual(['1 分钟', '2 分钟', '2 h'])
  expect([sizeName(1), sizeName(2_340_000)]).toEqual(['1 kB', '2.3 MB'])
})

it('a refusal without words of its own, or without its figures, gets the general sentence', () => {
  expect(refusalSentence({ error: 'TextTooLong', params: { limit: 500 } }, 'zh-CN')).toContain('500')
  expect(refusalSentence({ error: 'TextTooLong', params: {} }, 'zh-CN')).not.toContain('{')
  expect(refusalSentence({ error: 'SomethingNew', params: {} }, 'en')).toContain('try again')
})

it('words are filled with figures and names only', () => {
  expect(filled('{a} {b}', { a: 1, b: { toString: () => '!' } })).toBe('1 {b}')
  expect([asLocale('en-GB'), asLocale('zh-TW'), asLocale(null)]).toEqual(['en', 'zh-CN', 'zh-CN'])
})

it('says between what a wait lies, and one figure where that is enough', () => {
  expect([waitBetween(70, 400, 'zh-CN'), waitBetween(20, 50, 'zh-CN'), waitBetween(1500, 7200, 'en')]).toEqual(['2–7 分钟', '1 分钟', '25 min–2 h'])
})
