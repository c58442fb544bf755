import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, expect, it } from 'vitest'
import { ComplaintsHouse } from '../../testing/complaints.ts'
import { visit } from '../../testing/visit.ts'

afterEach(cleanup)

const press = (key: string) => fireEvent.keyDown(document.body, { key })
const opened = async (house = new ComplaintsHouse(), id = 'c1') => {
  const screen = await visit(house, { path: `/complaints?view=all&complaint=${id}` })
  await screen.findByRole('heading', { name: `${id === 'c1' ? '利息和费用' : '催收'} T${id}` })
  return screen
}
const taken = async (house = new ComplaintsHouse()) => {
  const screen = await opened(house)
  await press('a')
  await screen.findByText('上月多收三百')
  return screen
}

it('lists what runs with counts, the nearer clock and who handles it, and moves and opens by keys', async () => {
  const screen = await visit(new ComplaintsHouse(), { path: '/complaints' })
  await screen.findByText('没有符合条件的投诉')
  expect(screen.getAllByRole('tab').map(({ textContent }) => textContent)).toEqual(['我经办的0', '待接手2', '在办2'])
  await fireEvent.click(screen.getByRole('tab', { name: /在办/ }))
  const row = await screen.findByRole('button', { name: /催收/ })
  expect(row.textContent).toMatch(/催收.*内部 超 30 小时.*Tc2.*待接手.*还没有人接手/)
  screen.getByText('已报告班组长 1 件')
  await press('j')
  await press('j')
  expect(document.activeElement).toBe(row)
  await fireEvent.click(row)
  await screen.findByRole('heading', { name: '催收 Tc2' })
  await press('Escape')
  await screen.findByText('选择一件投诉')
})

it('shows the clocks side by side with their source, and the words once it was taken', async () => {
  const house = new ComplaintsHouse()
  const screen = await opened(house)
  const clocks = within(screen.getByRole('list', { name: '期限' })).getAllByRole('listitem').map(({ textContent }) => textContent)
  expect(clocks[0]).toMatch(/法定期限.*剩 1[45] 天.*15 天；依据：测试办法第三号/)
  expect(clocks[2]).toMatch(/首次联系.*剩 (19|20) 小时/)
  screen.getByText('接手以后可以看到经过、要求和办理记录。')
  expect(screen.queryByText('上月多收三百')).toBeNull()
  await fireEvent.click(screen.getByRole('button', { name: '接手' }))
  await screen.findByText('上月多收三百')
  expect(house.looks).toEqual(['c1'])
})

it('asks for what belongs to an act, and keeps the words where it was refused', async () => {
  const house = new ComplaintsHouse()
  const screen = await taken(house)
  await press('n')
  const dialog = within(await screen.findByRole('dialog', { name: '记备注' }))
  const submit = dialog.getByRole<HTMLButtonElement>('button', { name: '记备注' })
  expect(submit.disabled).toBe(true)
  await fireEvent.update(dialog.getByLabelText('内容'), '已调取记录')
  house.items = house.items.map((one) => ({ ...one, phase: 'new' }))
  await fireEvent.click(submit)
  await dialog.findByText('已经有同事接手。 现在可以：接手。')
  expect(dialog.getByLabelText<HTMLTextAreaElement>('内容').value).toBe('已调取记录')
})

it('says which clock a pause stops', async () => {
  const screen = await taken()
  await fireEvent.click(screen.getByRole('button', { name: '暂停' }))
  const dialog = within(await screen.findByRole('dialog', { name: '暂停' }))
  await fireEvent.update(dialog.getByLabelText('原因'), 'records')
  await dialog.findByText('法定期限照常计算。')
  await fireEvent.update(dialog.getByLabelText('原因'), 'examination')
  await dialog.findByText('法定期限也停住，投诉人会收到通知。')
  await fireEvent.keyDown(window, { key: 'Escape' })
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  await fireEvent.click(screen.getByRole('button', { name: '暂停' }))
  const again = within(await screen.findByRole('dialog', { name: '暂停' }))
  await fireEvent.update(again.getByLabelText('原因'), 'examination')
  await fireEvent.click(again.getByRole('button', { name: '暂停' }))
  await waitFor(() => expect(screen.line.posts.at(-1)).toEqual({ path: 'staff/complaints/c1/acts', body: { act: 'paused', reason: 'examination' } }))
})

it('names what the letter lacks, and proposes the decision when it is whole', async () => {
  const screen = await taken()
  await press('y')
  await fireEvent.update(await screen.findByLabelText('处理结果'), 'upheld')
  await fireEvent.update(screen.getByLabelText('处理内容'), '已退三百')
  await screen.findByText('还缺：理由')
  const propose = screen.getByRole<HTMLButtonElement>('button', { name: '提交审批' })
  expect(propose.disabled).toBe(true)
  await fireEvent.update(screen.getByLabelText('理由'), '重复计收')
  await fireEvent.update(screen.getByLabelText('补偿金额（元）'), '300')
  await screen.findByText('内容完整。提交后由班组长同意。')
  await waitFor(() => expect(propose.disabled).toBe(false))
  await fireEvent.click(propose)
  await screen.findByText('处理决定等待班组长同意。')
  expect(screen.line.posts.at(-1)?.body)
    .toEqual({ act: 'decision_proposed', outcome: 'upheld', result: '已退三百', reasons: '重复计收', redress_fen: 30_000 })
})

it('shows a second person what she agrees to', async () => {
  const house = new ComplaintsHouse()
  const officer = await taken(house)
  house.answer('POST', 'staff/complaints/c1/acts', { act: 'decision_proposed', outcome: 'upheld', result: '已退三百', redress_fen: 30_000 })
  officer.unmount()
  house.post = 'team_leader'
  const screen = await visit(house, { path: '/complaints' })
  await fireEvent.click(await screen.findByRole('button', { name: /利息和费用/ }))
  const card = within(await screen.findByRole('region', { name: '处理决定' }))
  card.getByText('决定书：已退三百')
  card.getByText('300.00 元')
  await fireEvent.click(screen.getByRole('button', { name: '同意' }))
  await fireEvent.click(within(await screen.findByRole('dialog', { name: '同意' })).getByRole('button', { name: '同意' }))
  await screen.findByText('现在没有您可做的操作。')
  expect(screen.line.posts.at(-1)?.body).toEqual({ act: 'agreed' })
})

it('says what failed, and what is not there for her', async () => {
  const house = new ComplaintsHouse()
  house.listFails = true
  const screen = await visit(house, { path: '/complaints?complaint=gone' })
  await screen.findByText('没有这件投诉，或它与您有关，由别的同事办理。')
  await screen.findByText('投诉没有载入')
})
