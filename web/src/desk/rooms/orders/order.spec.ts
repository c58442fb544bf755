import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, expect, it } from 'vitest'
import { OrdersHouse } from '../../testing/orders.ts'
import { visit } from '../../testing/visit.ts'

afterEach(cleanup)

const press = (key: string) => fireEvent.keyDown(document.body, { key })
const opened = async (house = new OrdersHouse(), id = 'o1') => {
  const screen = await visit(house, { path: `/orders?order=${id}` })
  await screen.findByRole('group', { name: '可做的操作' })
  return screen
}

it('offers what the server says can be done, and asks for what belongs to it', async () => {
  const screen = await opened()
  const names = within(screen.getByRole('group', { name: '可做的操作' })).getAllByRole('button').map(({ textContent }) => textContent)
  expect(names).toEqual(['领取', '答复', '要求补充', '退回', '转交', '记备注', '改优先级'])
  screen.getByText('1,200.00 元')
  await press('r')
  const dialog = within(await screen.findByRole('dialog', { name: '答复' }))
  const submit = dialog.getByRole<HTMLButtonElement>('button', { name: '答复' })
  expect(submit.disabled).toBe(true)
  await fireEvent.update(dialog.getByLabelText('内容'), '已入账')
  await fireEvent.click(submit)
  await screen.findByText('已入账')
  expect(screen.line.posts.at(-1)).toEqual({ path: 'staff/orders/o1/acts', body: { act: 'answered', words: '已入账' } })
})

it('keeps the words of what was refused, says why and what can be done instead', async () => {
  const house = new OrdersHouse()
  const screen = await opened(house)
  await press('r')
  const dialog = within(await screen.findByRole('dialog', { name: '答复' }))
  await fireEvent.update(dialog.getByLabelText('内容'), '已调取')
  house.items = house.items.map((one) => ({ ...one, state: 'answered' as const }))
  await fireEvent.click(dialog.getByRole('button', { name: '答复' }))
  await dialog.findByText('已经有同事领取。 现在可以：关闭。')
  expect(dialog.getByLabelText<HTMLTextAreaElement>('内容').value).toBe('已调取')
  await within(screen.getByRole('group', { name: '可做的操作' })).findByText('关闭')
})

it('says when it has gone to a department that is not hers, and goes back to the list', async () => {
  const screen = await opened()
  await press('t')
  const dialog = within(await screen.findByRole('dialog', { name: '转交' }))
  const submit = dialog.getByRole<HTMLButtonElement>('button', { name: '转交' })
  expect(submit.disabled).toBe(true)
  await fireEvent.update(dialog.getByLabelText('部门'), 'risk')
  await waitFor(() => expect(submit.disabled).toBe(false))
  await fireEvent.click(submit)
  await screen.findByText('已转给别的部门，您不再能看到。')
  expect(screen.line.posts.at(-1)?.body).toEqual({ act: 'handed_on', department: 'risk' })
  await screen.findByRole('button', { name: /Co1/ })
})

it('ticks a task and adds one', async () => {
  const screen = await opened()
  await fireEvent.click(screen.getByLabelText('核对流水'))
  await waitFor(() => expect(screen.line.posts.at(-1)?.body).toEqual({ act: 'task_done', task: '0' }))
  const box = screen.getByLabelText('添加待办')
  await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('核对流水').disabled).toBe(false))
  await fireEvent.update(box, '回电客户')
  await fireEvent.submit(box)
  await waitFor(() => expect(screen.line.posts.at(-1)?.body).toEqual({ act: 'task_added', words: '回电客户' }))
})

it('offers a duplicate to be merged into', async () => {
  const house = new OrdersHouse()
  house.similar = [{ id: 'o1', number: 'Co1', state: 'new', opened_at: '2026-11-20T02:00:00Z' }]
  const screen = await opened(house, 'o3')
  await fireEvent.click(screen.getByRole('button', { name: '并入 Co1' }))
  const dialog = within(await screen.findByRole('dialog', { name: '合并' }))
  await fireEvent.click(dialog.getByRole('button', { name: '合并' }))
  await waitFor(() => expect(screen.line.posts.at(-1)?.body).toEqual({ act: 'merged', into: 'o1' }))
})

it('gives whoever only answers her orders, the answer in place, and little else', async () => {
  const house = new OrdersHouse()
  house.opens = false
  house.pages = ['orders', 'account']
  const screen = await visit(house, { path: '/orders' })
  await screen.findByRole('heading', { name: '我部门的工单' })
  expect(screen.queryByRole('button', { name: '新建工单' })).toBeNull()
  expect(screen.queryAllByRole('checkbox')).toEqual([])
  await fireEvent.click(await screen.findByRole('button', { name: /Co1/ }))
  const bar = await screen.findByRole('group', { name: '可做的操作' })
  expect(within(bar).getAllByRole('button').map(({ textContent }) => textContent)).toEqual(['要求补充', '退回', '转交'])
  await fireEvent.update(screen.getByLabelText('写给提出人的答复'), '已入账')
  await fireEvent.click(screen.getByRole('button', { name: '答复' }))
  await screen.findByText('现在没有您可做的操作。')
  expect(screen.line.posts.at(-1)?.body).toEqual({ act: 'answered', words: '已入账' })
})

it('shows what a mask hides for a reason, after who looks was proved, and says why where it may not be seen', async () => {
  const house = new OrdersHouse()
  const screen = await opened(house)
  await fireEvent.click(screen.getByRole('button', { name: '查看明文 139****5678' }))
  const dialog = within(await screen.findByRole('dialog', { name: '查看明文 139****5678' }))
  await fireEvent.click(await dialog.findByLabelText('调查投诉'))
  await fireEvent.click(dialog.getByRole('button', { name: '查看' }))
  await fireEvent.update(await dialog.findByLabelText('密码或动态验证码'), 'mei-you-ren-zhidao')
  await fireEvent.click(dialog.getByRole('button', { name: '查看' }))
  await screen.findByText('13912345678')
  expect(screen.line.posts.at(-1)).toEqual({
    path: 'staff/orders/o1/reveals', body: { part: 'description', span: 0, reason: 'investigate' },
  })
})

it('takes a file that a colleague adds, and lists it with who added it', async () => {
  const screen = await opened()
  await fireEvent.change(screen.getByLabelText('添加图片或 PDF'), { target: { files: [new File(['x'], '回单.png', { type: 'image/png' })] } })
  const card = within(await screen.findByRole('region', { name: '附件' }))
  await card.findByRole('button', { name: '打开 回单.png' })
})
