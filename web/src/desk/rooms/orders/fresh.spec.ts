import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, expect, it } from 'vitest'
import { OrdersHouse } from '../../testing/orders.ts'
import { visit } from '../../testing/visit.ts'
import { isSame, queryOf, wantedOf } from './wanted.ts'

afterEach(cleanup)

const press = (key: string) => fireEvent.keyDown(document.body, { key })
const filled = async (house: OrdersHouse, path: string, key: string) => {
  const screen = await visit(house, { path })
  await screen.findByText(key === 'n' ? '已超时 1 件' : '提工单')
  await press(key)
  const finder = await screen.findByRole('combobox', { name: '搜索类型' })
  const options = () => within(screen.getByRole('listbox')).getAllByRole('option')
  expect(options().map(({ textContent }) => textContent))
    .toEqual(['还款未入账运营部 · 24 小时内答复', '额度复核风险管理部 · 24 小时内答复'])
  await fireEvent.update(finder, 'hkw')
  await waitFor(() => expect(options()).toHaveLength(1))
  await fireEvent.keyDown(finder, { key: 'Enter' })
  const dialog = within(await screen.findByRole('dialog', { name: '新建工单' }))
  await dialog.findByLabelText('金额（元）（必填）')
  return { screen, dialog }
}

it('asks for the type first, then its form, and sends amounts in fen', async () => {
  const { screen, dialog } = await filled(new OrdersHouse(), '/orders', 'n')
  dialog.getByText('不关联客户。要关联客户，请在会话里提工单。')
  const submit = dialog.getByRole<HTMLButtonElement>('button', { name: '提交工单' })
  const amount = dialog.getByLabelText('金额（元）（必填）')
  await fireEvent.update(dialog.getByLabelText('还款方式（必填）'), 'transfer')
  await fireEvent.update(amount, '很多')
  dialog.getByText('请填金额，最多两位小数')
  expect(submit.disabled).toBe(true)
  await fireEvent.update(amount, '1,200.5')
  await waitFor(() => expect(submit.disabled).toBe(false))
  await fireEvent.click(submit)
  await screen.findByText('已提交工单 Co9')
  expect(screen.line.posts.at(-1)?.body).toEqual({
    type: 'payment_not_booked', description: '请核对到账', form: { amount: 120_050, way: 'transfer' },
    department: 'operations', priority: 1, language: 'zh',
  })
  await screen.findByRole('heading', { name: '请核对到账' })
})

it('links the conversation in hand, and shows what may be open already', async () => {
  const house = new OrdersHouse({ mine: 1 })
  house.similar = [{ id: 'o1', number: 'Co1', state: 'new', opened_at: '2026-11-20T02:00:00Z' }]
  const [conversation = ''] = house.talks.keys()
  const { screen, dialog } = await filled(house, `/work/${conversation}`, 'o')
  dialog.getByText('关联当前会话和客户。')
  await fireEvent.update(dialog.getByLabelText('还款方式（必填）'), 'transfer')
  await fireEvent.update(dialog.getByLabelText('金额（元）（必填）'), '1')
  await fireEvent.click(dialog.getByRole('button', { name: '提交工单' }))
  await screen.findByText('已提交工单 Co9')
  expect(screen.line.posts.at(-1)?.body).toMatchObject({ conversation, form: { amount: 100 } })
})

it('leads to the order that is the same matter', async () => {
  const house = new OrdersHouse({ mine: 1 })
  house.similar = [{ id: 'o1', number: 'Co1', state: 'new', opened_at: '2026-11-20T02:00:00Z' }]
  const [conversation = ''] = house.talks.keys()
  const { screen, dialog } = await filled(house, `/work/${conversation}`, 'o')
  await fireEvent.click(await dialog.findByRole('button', { name: 'Co1 · 待领取' }))
  await screen.findByRole('heading', { name: '转账未入账' })
})

it('means by an address what it meant by a filter, and nothing by what it cannot mean', () => {
  const wanted = { department: 'risk', mine: true, priority: 0, pressing: 2, sort: 'newest' } as const
  expect(wantedOf(queryOf(wanted, { order: 'o1', as: 'board', state: 'done' }))).toEqual(wanted)
  expect(queryOf({}, { order: 'o1', as: 'board' })).toEqual({ as: 'board' })
  expect(wantedOf({ state: 'gone', priority: '9', mine: 'false', text: '' })).toEqual({})
  expect([isSame({ mine: true }, { mine: true }), isSame({ mine: true }, {})]).toEqual([true, false])
})
