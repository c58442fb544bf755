import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, expect, it } from 'vitest'
import { ComplaintsHouse } from '../../testing/complaints.ts'
import { ago } from '../../testing/scenes.ts'
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
  expect(screen.getAllByRole('tab').map(({ textContent }) => textContent)).toEqual(['我经办的0', '待接手2', '在办2', '补偿未到0'])
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

it('shows what the complainant did, with her files, and what she thought of the handling', async () => {
  const house = new ComplaintsHouse()
  const by = { at: ago(60), by: 'customer' as const, staff: null }
  const files = [{ file: 'f1', name: '账单.png', size_bytes: 9, type: 'image/png' }]
  house.history.set('c1', [
    { seq: 1, kind: 'facts_added', ...by, facts: { files }, words: { words: '是10日扣的' } },
    { seq: 2, kind: 'delivered', at: ago(30), by: 'staff', staff: null, facts: { letter: { id: 'l1', name: '决定书 T1' } }, words: {} },
    { seq: 3, kind: 'opened_letter', ...by, facts: { letter_id: 'l1' }, words: {} },
    { seq: 4, kind: 'rated', ...by, facts: { score: 2, reasons: ['slow'], follow_up: true }, words: {} },
  ])
  house.items = house.items.map((one) => ({ ...one, wants_call: true }))
  const screen = await taken(house)
  screen.getByText('是10日扣的')
  screen.getByText('投诉人打开决定书')
  screen.getByText('2 分、办得太慢')
  expect(screen.getAllByText('待回访')).toHaveLength(2)
  await fireEvent.click(screen.getByRole('button', { name: '打开 账单.png' }))
  expect((await screen.findByRole('alert')).textContent).toBe('文件已失效，请重新选择后发送')
  screen.getByRole('button', { name: '下载决定书' })
})

it('notes who goes on with it, by the proof that was seen and nothing besides', async () => {
  const screen = await taken()
  await fireEvent.click(screen.getByRole('button', { name: '登记继承人或代理人' }))
  const dialog = within(await screen.findByRole('dialog', { name: '登记继承人或代理人' }))
  const submit = dialog.getByRole<HTMLButtonElement>('button', { name: '登记继承人或代理人' })
  await fireEvent.update(dialog.getByLabelText('姓名'), '测试王一、 测试王二')
  expect(submit.disabled).toBe(true)
  await fireEvent.update(dialog.getByLabelText('继承证明（已出示的）'), '继承公证书')
  await fireEvent.update(dialog.getByLabelText(/查找继承人/), 'U900001')
  await fireEvent.click(dialog.getByRole('button', { name: '查找' }))
  await dialog.findByText('已找到 测**')
  await fireEvent.click(submit)
  await waitFor(() => expect(screen.line.posts.at(-1)?.body).toEqual({
    act: 'carried_on', people: { relation: 'heir', names: ['测试王一', '测试王二'], proof: '继承公证书', record: 'p1' },
  }))
  await screen.findByText('改由他人继续')
})

it('lets somebody join, and says why she cannot', async () => {
  const screen = await taken()
  await fireEvent.click(screen.getByRole('button', { name: '加入共同投诉人' }))
  const dialog = within(await screen.findByRole('dialog', { name: '加入共同投诉人' }))
  await fireEvent.update(dialog.getByLabelText('投诉人'), '测试第六人')
  await fireEvent.click(dialog.getByLabelText(/代表人/))
  await fireEvent.click(dialog.getByRole('button', { name: '加入共同投诉人' }))
  await dialog.findByText(/代表人已满/)
  await fireEvent.update(dialog.getByLabelText('投诉人'), '测试李四')
  await fireEvent.click(dialog.getByRole('button', { name: '加入共同投诉人' }))
  const card = within(await screen.findByRole('region', { name: '共同投诉' }))
  card.getByRole('link', { name: 'Tc7' })
  expect(screen.line.posts.at(-1)).toMatchObject({ path: 'staff/complaints/c1/members', body: { name: '测试李四', speaks: true } })
})

it('joins one that was made apart by its number, and parts it again', async () => {
  const house = new ComplaintsHouse()
  const screen = await taken(house)
  await fireEvent.click(screen.getByRole('button', { name: '加入共同投诉人' }))
  const dialog = within(await screen.findByRole('dialog', { name: '加入共同投诉人' }))
  await fireEvent.click(dialog.getByLabelText('已单独登记过'))
  await fireEvent.update(dialog.getByLabelText('投诉编号（T 开头）'), 'Tc7')
  await fireEvent.click(dialog.getByRole('button', { name: '加入共同投诉人' }))
  const part = await screen.findByRole('button', { name: '把 Tc7 分开办理' })
  expect(screen.line.posts.at(-1)?.body).toEqual({ number: 'Tc7', speaks: false })
  await fireEvent.click(part)
  await waitFor(() => expect(screen.queryByRole('button', { name: '把 Tc7 分开办理' })).toBeNull())
  expect(screen.line.posts.at(-1)?.body).toEqual({ complaint: 'c7' })
})
