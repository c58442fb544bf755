import { cleanup, fireEvent, within } from '@testing-library/vue'
import { afterEach, expect, it } from 'vitest'
import { outlookOf, PlanningHouse, slotOf } from '../../testing/planning.ts'
import { visit } from '../../testing/visit.ts'
import { apart, band, line, scales, slotAt, steps, ticksTo } from './chart.ts'
import { bend, columnsOf, csvOf, dayInBeijing, halfHour, isDay, placeOfNow, signed, weekOf } from './planning.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

const scale = scales({ width: 44 + 104 + 40, height: 14 + 24 + 100, slots: 4, most: 100 })

it('draws what there is and breaks where there is nothing', () => {
  expect(line([0, 100, null, 50], scale)).toBe('M49 114L59 14M79 64')
  expect(steps([100, null, 0, 0], scale)).toBe('M44 14H54M64 114H74L74 114H84')
  expect(band([0, 0], [100, 100], scale)).toBe('M49 14L59 14L59 114L49 114Z')
  expect(band([null], [null], scale)).toBe('')
})

it('marks round figures and keeps names apart', () => {
  expect(ticksTo(173)).toEqual([0, 50, 100, 150, 200])
  expect(ticksTo(0)).toEqual([0, 0.5, 1])
  const at = (y: number) => ({ y, text: String(y), look: '' })
  expect(apart([at(60), at(50), at(52)], { bottom: 75 }).map(({ y }) => y)).toEqual([45, 60, 75])
})

it('knows the half hour under the pointer, and none outside', () => {
  expect([0, 44, 55, 500].map((px) => slotAt(px, scale, 4))).toEqual([0, 0, 1, 3])
})

it('keeps to the day in Beijing wherever the browser is', () => {
  expect(dayInBeijing(Date.parse('2026-11-23T16:30:00Z'))).toBe('2026-11-24')
  expect([isDay('2026-02-30x'), isDay('2026-11-24'), isDay('')]).toEqual([false, true, false])
  expect([weekOf('2026-11-26', '2026-11-24'), weekOf('2026-12-10', '2026-11-24')]).toEqual(['2026-11-24', '2026-12-10'])
  expect(halfHour('09:30')).toBe('09:30–10:00')
  const today = outlookOf()
  expect(placeOfNow(today, Date.parse('2026-11-24T10:15:00+08:00'))).toBe(2.5)
  expect(placeOfNow(today, Date.parse('2026-11-24T18:00:00+08:00'))).toBeNull()
  expect(placeOfNow(today, Date.parse('2026-11-25T10:15:00+08:00'))).toBeNull()
})

it('says by how much what came bends the rest', () => {
  const rest = { expected: 100, factor: 1.2, hours: 30, planned_hours: 24 }
  expect(bend(outlookOf({ so_far: { at: '10:00', came: 150, rest } }))).toMatchObject({ off: 0.5, needed: 30, planned: 24 })
  expect(signed(bend(outlookOf({ so_far: { at: '10:00', came: 150, rest } }))?.by ?? 0)).toBe('+20%')
  expect(bend(outlookOf({ so_far: { at: '09:00', came: 0, rest: null } }))).toBeNull()
})

it('has the same columns in the table and in the file, and only those there is something for', () => {
  expect(columnsOf(outlookOf({ usual_days: 0 })).map(({ key }) => key))
    .toEqual(['calls', 'agents', 'rostered', 'answered', 'in_time', 'abandoned'])
  const file = csvOf(outlookOf({ slots: [slotOf('09:00', { calls: 60.26 })] }), (key) => key).split('\n')
  expect(file).toEqual([
    'start,calls,low,high,agents,rostered,answered,in_time,abandoned',
    '2026-11-24 09:00,60.3,50,70,10,15,0.97,0.9,0.03',
  ])
})

const path = '/planning?on=2099-11-24'

it('shows what if beside the plan, and the same figures in the table', async () => {
  const house = new PlanningHouse()
  const screen = await visit(house, { path })
  const day = await screen.findByRole('table', { name: '全天' })
  expect(within(day).getByRole('row', { name: /按目标需要/ }).textContent).toContain('97%')
  await fireEvent.click(screen.getByRole('button', { name: '两人请假' }))
  const other = await screen.findByRole('row', { name: /^若如此/ })
  expect(other.textContent).toContain('81%')
  expect(other.textContent).toContain('未达目标')
  expect(screen.getByRole('row', { name: /按目标需要/ }).textContent).toContain('97%')
  await fireEvent.click(screen.getByRole('button', { name: '表格' }))
  const table = await screen.findByRole('table', { name: '表格' })
  expect(within(table).getAllByRole('row')).toHaveLength(5)
  expect(within(table).getByRole('row', { name: /09:00–09:30/ }).textContent).toContain('81%')
})

it('reads the half hours of a chart by the keyboard', async () => {
  const screen = await visit(new PlanningHouse(), { path })
  const chart = await screen.findByRole('slider', { name: /每半小时来电/ })
  chart.focus()
  await fireEvent.keyDown(chart, { key: 'ArrowRight' })
  await fireEvent.keyDown(chart, { key: 'ArrowRight' })
  expect(chart.getAttribute('aria-valuetext')).toBe('09:30 预计来电 60 往常下限 50 往常上限 70')
  expect(screen.getByText(/^泊松回归/)).toBeTruthy()
})

it('goes on showing a trial after the page is opened anew, and says on how many days the plan held', async () => {
  const house = new PlanningHouse()
  house.lives(120, 100)
  const screen = await visit(house, { path })
  expect(await screen.findByText('已过 120 / 200 天')).toBeTruthy()
  house.lives(200, 184)
  expect(await screen.findByText('200 天中有 184 天接通率达到 95%（92%）', undefined, { timeout: 3000 })).toBeTruthy()
  expect(screen.getByText('守得住')).toBeTruthy()
})

it('keeps a plan with its note and publishes it', async () => {
  const screen = await visit(new PlanningHouse(), { path })
  await fireEvent.update(await screen.findByLabelText('说明'), '双十二')
  await fireEvent.click(screen.getByRole('button', { name: '留存' }))
  await screen.findByText('已留存')
  await fireEvent.click(screen.getByRole('button', { name: '发布' }))
  expect(await screen.findByText('现行')).toBeTruthy()
  expect(screen.getByText('双十二')).toBeTruthy()
})

it('draws nothing from too little history and says what is needed', async () => {
  const house = new PlanningHouse()
  house.refuses = { error: 'HistoryTooShort', params: { days: 3, least: 14 } }
  const screen = await visit(house, { path })
  expect(await screen.findByText('历史太短，不作预测')).toBeTruthy()
  expect(screen.getByText(/只有 3 天，至少要 14 天/)).toBeTruthy()
  expect(screen.queryByRole('slider')).toBeNull()
})

it('lets a leader read, and change nothing', async () => {
  const house = new PlanningHouse()
  house.may = []
  const screen = await visit(house, { path })
  await screen.findByRole('table', { name: '全天' })
  expect(await screen.findByText('这天还没有发布方案。')).toBeTruthy()
  for (const name of ['留存', '载入文件', '开始检验']) expect(screen.queryByRole('button', { name })).toBeNull()
})

it('shows leaders what is published also where nothing can be forecast', async () => {
  const house = new PlanningHouse()
  house.may = []
  house.refuses = { error: 'HistoryTooShort', params: { days: 0, least: 14 } }
  const published = { by: '测试排班员', at: '2026-11-23T05:00:00Z' }
  house.plans = [{ id: 'p1', on: '2099-11-24', by: '测试排班员', at: published.at, note: '', published, figures: outlookOf() }]
  const screen = await visit(house, { path })
  await fireEvent.click(await screen.findByRole('button', { name: '查看' }))
  expect(await screen.findByRole('table', { name: '全天' })).toBeTruthy()
  expect(screen.getByText(/^正在看 测试排班员 留存的方案/)).toBeTruthy()
})
