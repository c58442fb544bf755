import { describe, expect, it } from 'vitest'
import type { Place } from '../../../api/command.ts'
import { byChannel, clockWords, depth, figureWords, mattering, spanWords } from './command.ts'

const place = (code: string, needs: number, isIn = false): Place => ({
  code, mark: '豫', name: code, column: 0, row: 0, is_in: isIn, affected: null, needs, undecided: 0,
})
const figure = {
  id: 'x', name: { zh: '', en: '' }, meaning: { zh: '', en: '' }, of: null, at: null, is_few: false, is_bad: false,
}

describe('a time', () => {
  it.each([
    [0.42, '0.4 秒', '0.4 s'],
    [59.6, '1 分', '1 min'],
    [150, '2 分 30 秒', '2 min 30 s'],
    [3600, '1 小时', '1 h'],
    [3660, '1 小时 1 分', '1 h 1 min'],
    [90_061, '1 天 1 小时', '1 d 1 h'],
  ])('of %d seconds is said in its two largest units', (seconds, zh, en) => {
    expect([spanWords(seconds, 'zh-CN'), spanWords(seconds, 'en')]).toEqual([zh, en])
  })

  it('of day is that of Beijing', () => {
    expect(clockWords('2026-07-20T19:05:09.700Z')).toBe('07-21 03:05:09')
  })
})

describe('a figure', () => {
  it.each([
    ['count', 1234, '1,234'],
    ['share', 0.416, '42%'],
    ['seconds', 61, '1 分 1 秒'],
    ['seconds', null, null],
  ] as const)('of %s with %s is told', (unit, value, told) => {
    expect(figureWords({ ...figure, unit, value }, 'zh-CN')).toBe(told)
  })
})

describe('the map', () => {
  it.each([[0, 10, 0], [null, 10, 0], [1, 1000, 1], [500, 1000, 3], [1000, 1000, 5], [3, 0, 0]])(
    '%s of %d has the depth %d', (count, most, expected) => { expect(depth(count, most)).toBe(expected) },
  )

  it('has beside it the provinces that are in it or have needs, most needs first', () => {
    const places = [place('11', 0), place('41', 2, true), place('32', 9), place('42', 0, true)]
    expect(mattering(places).map(({ code }) => code)).toEqual(['32', '41', '42'])
  })
})

it('touches are told in one line for each channel', () => {
  const one = (channel: string, state: string) => ({
    channel, channel_name: { zh: channel, en: channel }, state, state_name: { zh: state, en: state }, count: 1,
  })
  expect(byChannel([one('sms', 'held'), one('sms', 'sent'), one('app', 'sent')]).map(({ channel, counts }) =>
    [channel, counts.length])).toEqual([['sms', 2], ['app', 1]])
})
