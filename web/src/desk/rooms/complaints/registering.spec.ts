import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, expect, it } from 'vitest'
import { ComplaintsHouse } from '../../testing/complaints.ts'
import { visit } from '../../testing/visit.ts'
import { empty, wishOf } from './registering.ts'

afterEach(cleanup)

const press = (key: string) => fireEvent.keyDown(document.body, { key })
const begun = async (house = new ComplaintsHouse()) => {
  const screen = await visit(house, { path: '/complaints?view=all' })
  await screen.findByRole('button', { name: /催收/ })
  await press('n')
  return { screen, dialog: within(await screen.findByRole('dialog', { name: '登记投诉' })) }
}

it('sends what is filled in alone, and several numbers apart', () => {
  const form = { ...empty(), relation: 'heir' as const, references: 'A1，B2\nC3', proof: ' 公证书 ', facts: '  ' }
  expect(wishOf(form, 'key', false)).toEqual({
    client_id: 'key', source: 'self', channel: 'phone', relation: 'heir', references: ['A1', 'B2', 'C3'], proof: '公证书',
  })
  expect(wishOf({ ...form, relation: 'self' }, 'key', true)).not.toHaveProperty('proof')
})

it('registers by the key N with nothing but a source, and opens what was registered', async () => {
  const { screen, dialog } = await begun()
  await fireEvent.click(dialog.getByRole('button', { name: '登记' }))
  await screen.findByText('已登记，编号 Tc9，最晚 2026-12-13 答复')
  await screen.findByRole('heading', { name: '利息和费用 Tc9' })
  expect(screen.line.posts.at(-1)?.body).toMatchObject({ source: 'self', channel: 'phone', relation: 'self' })
})

it('asks for the outside numbers of what others handed over, and for the proof of a proxy', async () => {
  const { dialog } = await begun()
  expect(dialog.queryByLabelText('外部编号')).toBeNull()
  await fireEvent.update(dialog.getByLabelText('来源'), 'regulator_12378')
  dialog.getByLabelText('外部编号')
  dialog.getByLabelText('对方要求的答复日期')
  await fireEvent.update(dialog.getByLabelText('与客户的关系'), 'proxy')
  dialog.getByLabelText('授权证明（已出示的）')
})

it('finds a customer by her number, and says where there is none', async () => {
  const { dialog, screen } = await begun()
  const find = dialog.getByRole('button', { name: '查找' })
  await fireEvent.update(dialog.getByLabelText('查找客户'), 'nobody')
  await fireEvent.click(find)
  await dialog.findByText('没有找到这位客户；可以不填，直接登记。')
  await fireEvent.update(dialog.getByLabelText('查找客户'), 'U900001')
  await fireEvent.click(find)
  await dialog.findByText('已找到 测**')
  await fireEvent.click(dialog.getByRole('button', { name: '登记' }))
  await waitFor(() => expect(screen.line.posts.at(-1)?.body).toMatchObject({ customer: 'p1' }))
})

it('offers what may be the same before another one is registered', async () => {
  const { screen, dialog } = await begun()
  await fireEvent.update(dialog.getByLabelText('联系电话'), '13912345678')
  await fireEvent.click(dialog.getByRole('button', { name: '登记' }))
  await dialog.findByText('可能已经登记过，请先看看。')
  dialog.getByRole('button', { name: '查看 Tc1' })
  await fireEvent.click(dialog.getByRole('button', { name: '是另一件，仍要登记' }))
  await screen.findByRole('heading', { name: '利息和费用 Tc9' })
})

it('shows a sheet line by line before anything is written, the problems first', async () => {
  const house = new ComplaintsHouse()
  const screen = await visit(house, { path: '/complaints' })
  await fireEvent.click(await screen.findByRole('button', { name: '导入转办表格' }))
  const dialog = within(await screen.findByRole('dialog', { name: '导入转办表格' }))
  const box = dialog.getByLabelText('选择表格')
  Object.defineProperty(box, 'files', { value: [new File(['x'], 'a.csv')] })
  await fireEvent.change(box)
  await dialog.findByText('新增 1 件，已登记过 0 件，有问题 1 行')
  const [, first, second] = dialog.getAllByRole('row').map(({ textContent }) => textContent)
  expect(first).toMatch(/3有问题ZB002利息和费用收到日期 不是日期，请写成 2026-11-20。/)
  expect(second).toMatch(/2新增ZB001/)
  await fireEvent.click(dialog.getByRole('button', { name: '登记 1 件' }))
  await dialog.findByText('完成：新登记 1 件，已登记过 0 件，有问题 1 行')
  expect(dialog.getByRole<HTMLButtonElement>('button', { name: '登记 1 件' }).disabled).toBe(true)
  expect(screen.line.posts.map(({ path }) => path)).toEqual(['staff/complaints/imports/preview', 'staff/complaints/imports'])
})

it('classifies by what the complaint suggests, and says what is still to choose', async () => {
  const screen = await visit(new ComplaintsHouse(), { path: '/complaints?view=all&complaint=c1' })
  await screen.findByRole('heading', { name: '利息和费用 Tc1' })
  await press('a')
  const card = within(await screen.findByRole('region', { name: '投诉分类' }))
  expect(card.getByLabelText<HTMLSelectElement>('业务类别（必选）').value).toBe('pricing')
  card.getByText('还要选择：责任')
  const save = card.getByRole<HTMLButtonElement>('button', { name: '保存分类' })
  expect(save.disabled).toBe(true)
  await fireEvent.update(card.getByLabelText('责任（必选）'), 'ours')
  await waitFor(() => expect(save.disabled).toBe(false))
  await fireEvent.click(save)
  await card.findByText('已分类')
  expect(screen.line.posts.at(-1)?.body).toEqual({ act: 'classified', classes: { business: 'pricing', responsibility: 'ours' } })
  within(screen.getByRole('region', { name: '投诉来源' })).getByText('法院、调解组织 (2026)测001')
})
