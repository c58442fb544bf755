import { cleanup, render, screen } from '@testing-library/vue'
import { createPinia } from 'pinia'
import { afterEach, expect, it } from 'vitest'
import { wanted } from '../../api/reports.ts'
import { i18n } from '../../app/i18n.ts'
import BarsChart from './BarsChart.vue'
import FigureCard from './FigureCard.vue'
import WeeksChart from './WeeksChart.vue'
import { dayInBeijing, everything, height, lateBy, lately, line, most, places, plain, widths } from './reports.ts'

afterEach(cleanup)

const global = { plugins: [i18n, createPinia()] }
const both = (text: string) => ({ zh: text, en: text })
const box = { width: 100, height: 60, left: 0, right: 0, top: 10, foot: 10 }

it('asks for days of Beijing, and only for what was chosen', () => {
  expect(dayInBeijing(Date.parse('2026-11-23T16:30:00Z'))).toBe('2026-11-24')
  expect(lately(7, Date.parse('2026-11-24T04:00:00Z'))).toEqual({ since: '2026-11-18', until: '2026-11-24' })
  expect(wanted({ ...everything, since: 'a', until: 'b', cause: 'fees' })).toEqual({ since: 'a', until: 'b', cause: 'fees' })
})

it('writes figures in their units', () => {
  const units = ['count', 'share', 'hours', 'fen', 'per_10000'] as const
  expect(units.map((unit) => plain({ value: 1234.5, unit }))).toEqual(['1,235', '123450.0%', '1234.5', '12.35', '1234.50'])
  expect(plain({ value: null, unit: 'share' })).toBeNull()
})

it('draws weeks in their place and breaks where nothing is told', () => {
  const found = places([{ count: 0 }, { count: 4 }, { count: null }, { count: 2 }], 4, box)
  expect(found.map((place) => place && [place.x, place.y])).toEqual([[12.5, 50], [37.5, 10], null, [87.5, 30]])
  expect(line(found)).toBe('M12.5 50.0L37.5 10.0M87.5 30.0')
  expect([most([3, null, 17]), most([]), height(2, 4, box)]).toEqual([20, 1, 30])
})

it('says which bands are late, and by which term', () => {
  const after = { house: 10, law: 15 }
  expect([0, 11, 16].map((from) => lateBy({ from, to: null, count: 1 }, after))).toEqual([null, 'house', 'law'])
  expect(widths([4, null, 2])).toEqual([1, 0, 0.5])
})

it('shows a figure with what stands behind it and its formula, or that there are too few', async () => {
  const figure = {
    id: 'on_time', name: both('按时率'), formula: both('按时 ÷ 答复'), unit: 'share', value: 0.5, numerator: 2, of: 4, is_few: false,
  } as const
  const view = render(FigureCard, { props: { figure, fewest: 3 }, global })
  expect(screen.getByText('50.0%')).toBeTruthy()
  expect(screen.getByText('2 / 4')).toBeTruthy()
  expect(screen.getByRole('group', { name: '按时率' }).getAttribute('aria-describedby')).toBe(screen.getByText('按时 ÷ 答复').id)
  await view.rerender({ figure: { ...figure, value: null, numerator: null, of: null, is_few: true }, fewest: 3 })
  expect(screen.getByText('少于 3')).toBeTruthy()
})

it('names bars and their numbers, late by words and not by colour alone', () => {
  const bars = [{ id: '0', name: '0–10 天', count: 5 }, { id: '16', name: '16 天以上', count: 3, mark: 'law' as const }, { id: '', name: '其他', count: null }]
  render(BarsChart, { props: { title: '天数', formula: '公式', bars }, global })
  const told = screen.getAllByRole('listitem').map(({ textContent }) => textContent.replaceAll(/\s+/g, ''))
  expect(told).toEqual(['0–10天5', '16天以上3超过法定期限', '其他不显示'])
})

it('reads weeks by the arrow keys', async () => {
  const item = (week: string, count: number | null) => ({ week, until: week, count, is_whole: count !== null })
  const weeks = { items: [item('2026-11-02', 4), item('2026-11-09', null)], usual: { low: 2, high: 6 }, formula: both('公式') }
  render(WeeksChart, { props: { weeks }, global })
  const chart = screen.getByRole('slider')
  const press = async () => {
    chart.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }))
    await Promise.resolve()
    return chart.getAttribute('aria-valuetext')
  }
  expect(await press()).toContain('4 件')
  expect(await press()).toContain('不显示')
  expect(screen.getByText('通常 2–6')).toBeTruthy()
})
