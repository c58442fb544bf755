import { cleanup, fireEvent } from '@testing-library/vue'
import { afterEach, expect, it } from 'vitest'
import { RequestsHouse } from '../../testing/requests.ts'
import { visit } from '../../testing/visit.ts'

afterEach(cleanup)

it('lists requests with their states, more on demand, and finds them by state', async () => {
  const screen = await visit(new RequestsHouse(), { path: '/requests' })
  await screen.findByRole('link', { name: 'R20261122001' })
  const rows = () => screen.getAllByRole('row').slice(1).map(({ textContent }) => textContent)
  expect([rows().length, rows()[1]]).toEqual([2, expect.stringMatching(/提前结清.*测.*待处理.*业务系统里的结果与客户确认的不一致/)])
  await fireEvent.click(screen.getByRole('button', { name: '更早的记录' }))
  await screen.findByRole('link', { name: 'R20261122003' })
  await fireEvent.update(screen.getByLabelText('状态'), 'refused')
  await screen.findByText('没有符合条件的受理记录')
  expect(screen.router.currentRoute.value.query['state']).toBe('refused')
})

it('shows of one what was agreed to and what happened, and checks again what is stuck', async () => {
  const screen = await visit(new RequestsHouse(), { path: '/requests?state=stuck' })
  await fireEvent.click(await screen.findByRole('link', { name: 'R20261122002' }))
  await screen.findByText('从下一期起生效')
  expect(screen.getAllByRole('listitem').map(({ textContent }) => textContent.replace(/^.*?\d\d:\d\d/, '').trim())).toEqual([
    '开始办理 客户', '业务系统没有结果，停下等待处理 系统repayment_day.change', '已提交 员工', 'something.new',
  ])
  await fireEvent.click(screen.getByRole('button', { name: '重新核实' }))
  await screen.findByText('办理中')
  expect([screen.queryByRole('button', { name: '重新核实' }), screen.line.posts.at(-1)?.path]).toEqual([null, 'staff/requests/r2/retry'])
  await fireEvent.click(screen.getByRole('link', { name: '← 返回列表' }))
  expect(await screen.findByLabelText<HTMLSelectElement>('状态')).toHaveProperty('value', 'stuck')
})

it('says of one that is not finished which answer it waits for', async () => {
  const screen = await visit(new RequestsHouse(), { path: '/requests?request=r3' })
  expect((await screen.findByText('停在哪一项')).parentElement?.textContent).toContain('新还款日')
})

it('shows the funnel with its formula, and where people stop', async () => {
  const screen = await visit(new RequestsHouse(), { path: '/requests' })
  await fireEvent.click(await screen.findByRole('tab', { name: '漏斗' }))
  expect(await screen.findAllByText('＝ 业务系统核实 90 ÷ 符合条件 120')).toHaveLength(2)
  const rows = screen.getAllByRole('row').map(({ textContent }) => textContent)
  expect(rows).toContainEqual(expect.stringMatching(/符合条件.*120.*60%.*−30/))
  expect(rows).toContainEqual(expect.stringMatching(/新还款日.*26/))
})

it('shows the counts alone to whom the server refuses single requests', async () => {
  const house = new RequestsHouse()
  house.countsOnly = true
  const screen = await visit(house, { path: '/requests' })
  await screen.findAllByText('受理成功率')
  expect(screen.getAllByRole('tab').map(({ textContent }) => textContent)).toEqual(['漏斗'])
})

it('says what failed and loads it again', async () => {
  const screen = await visit(new RequestsHouse(), { path: '/requests?request=gone' })
  await screen.findByText('这条受理记录没有载入')
})

it('leaves the customer out where the server names nobody', async () => {
  const house = new RequestsHouse()
  house.items = house.items.map((item) => ({ ...item, customer: null }))
  const screen = await visit(house, { path: '/requests' })
  await screen.findByRole('link', { name: 'R20261122001' })
  expect(screen.queryByRole('columnheader', { name: '客户' })).toBeNull()
})
