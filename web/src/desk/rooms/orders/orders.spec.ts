import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, expect, it } from 'vitest'
import { OrdersHouse, orderOf } from '../../testing/orders.ts'
import { visit } from '../../testing/visit.ts'

afterEach(cleanup)

const press = (key: string) => fireEvent.keyDown(document.body, { key })
const listed = async (house = new OrdersHouse(), query = '') => {
  const screen = await visit(house, { path: `/orders${query}` })
  await screen.findByRole('list', { name: '工单列表' })
  return screen
}

it('lists what runs with its clock in words, counts it, and moves, opens and comes back by keys', async () => {
  const screen = await listed()
  expect(screen.getAllByRole('button', { name: /^C/ }).map(({ textContent }) => textContent)).toEqual([
    expect.stringMatching(/Co1转账未入账还款未入账运营部还没有人领普通待领取剩 (29|30) 小时/),
    expect.stringMatching(/Co2账户冻结.*风险管理部.*紧急待领取超 3 小时/),
    expect.stringMatching(/Co3.*测试何平.*已答复不再计时/),
  ])
  expect(screen.getAllByRole('tab').map(({ textContent }) => textContent))
    .toEqual(['列表', '看板', '在办3', '我处理的0', '我提出的', '待领取2', '已超时1'])
  screen.getByText('已超时 1 件')
  await press('j')
  await press('j')
  const row = screen.getByRole('button', { name: /Co2/ })
  expect(document.activeElement).toBe(row)
  await fireEvent.click(row)
  await screen.findByRole('heading', { name: '账户冻结' })
  expect(screen.router.currentRoute.value.query['order']).toBe('o2')
  await press('Escape')
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: /Co2/ })))
})

it('keeps the filter in the address, and offers to clear it where nothing fits', async () => {
  const screen = await listed()
  await fireEvent.update(screen.getByLabelText('部门'), 'risk')
  await waitFor(() => expect(screen.queryByRole('button', { name: /Co1/ })).toBeNull())
  expect(screen.router.currentRoute.value.query).toEqual({ department: 'risk' })
  await fireEvent.click(screen.getByLabelText('我处理的'))
  await screen.findByText('没有符合条件的工单')
  await fireEvent.click(screen.getByRole('button', { name: '清除条件' }))
  await screen.findByRole('button', { name: /Co1/ })
  await press('/')
  expect(document.activeElement).toBe(screen.getByLabelText('搜索'))
})

it('fetches the next page by where the one before ended', async () => {
  const house = new OrdersHouse()
  house.items = [1, 2, 3, 4].map((n) => orderOf(`p${n}`))
  const screen = await listed(house)
  await fireEvent.click(screen.getByRole('button', { name: '更多' }))
  await screen.findByRole('button', { name: /Cp4/ })
  expect(new URLSearchParams(house.asked.at(-1)).get('after')).toBe('3')
})

it('does the same to several and says what came of each', async () => {
  const screen = await listed()
  await press('j')
  await press('x')
  await fireEvent.click(screen.getByLabelText('选中 Co3'))
  screen.getByText('已选 2 件')
  await press('a')
  const dialog = within(await screen.findByRole('dialog', { name: '指派 2 件工单' }))
  await fireEvent.update(dialog.getByLabelText('交给'), 's9')
  await fireEvent.click(dialog.getByRole('button', { name: '指派' }))
  await dialog.findByText('成功 1 件，没有成功 1 件')
  expect(dialog.getAllByRole('listitem').map(({ textContent }) => textContent))
    .toEqual(['Co1已完成', 'Co3现在的状态不能这样做。 现在可以：关闭。'])
  expect(screen.line.posts.at(-1)?.body).toEqual({ ids: ['o1', 'o3'], act: 'handed_on', to: 's9' })
  await fireEvent.click(dialog.getByRole('button', { name: '知道了' }))
  await waitFor(() => expect(screen.queryByText('已选 2 件')).toBeNull())
})

it('shows the same in columns, and leads from a full one to its list', async () => {
  const screen = await visit(new OrdersHouse(), { path: '/orders?as=board' })
  const column = within(await screen.findByRole('region', { name: /^待领取/ }))
  expect(column.getAllByRole('listitem')).toHaveLength(2)
  await fireEvent.click(column.getByRole('button', { name: '还有 5 件' }))
  await screen.findByRole('list', { name: '工单列表' })
  expect(screen.router.currentRoute.value.query).toEqual({ state: 'new' })
})

it('keeps a view, looks by it, deletes it and takes that back', async () => {
  const house = new OrdersHouse()
  const screen = await listed(house, '?department=risk')
  await fireEvent.click(screen.getByRole('button', { name: '保存视图' }))
  const dialog = within(await screen.findByRole('dialog', { name: '保存视图' }))
  await fireEvent.update(dialog.getByLabelText('名称'), '风险')
  await fireEvent.click(dialog.getByLabelText('共享给同事'))
  await fireEvent.click(dialog.getByRole('button', { name: '保存' }))
  const tab = await screen.findByRole('tab', { name: '风险' })
  await waitFor(() => expect(tab.getAttribute('aria-selected')).toBe('true'))
  expect(house.views).toMatchObject([{ name: '风险', wanted: { department: 'risk' }, is_shared: true }])
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  await fireEvent.click(screen.getByRole('button', { name: '修改视图' }))
  await fireEvent.click(within(await screen.findByRole('dialog', { name: '修改视图' })).getByRole('button', { name: '删除' }))
  await screen.findByText('已删除视图「风险」')
  expect(house.views).toEqual([])
  await fireEvent.click(screen.getByRole('button', { name: '撤销' }))
  await screen.findByRole('tab', { name: '风险' })
})

it('says what failed, and what is not there for her', async () => {
  const house = new OrdersHouse()
  house.listFails = true
  const screen = await visit(house, { path: '/orders?order=gone' })
  await screen.findByText('没有这件工单，或您看不到它。')
  await screen.findByText('工单没有载入')
})
