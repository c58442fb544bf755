import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OwnComplaint, OwnComplaintWhole, OwnStep } from '../shared/ownComplaints.ts'
import { message } from '../shared/testing/conversation.ts'
import { shown } from './testing/cards.ts'
import { House, turn } from './testing/house.ts'

beforeEach(() => vi.stubGlobal('matchMedia', () => ({ matches: false })))
afterEach(() => { document.body.replaceChildren(); House.close() })

const year = new Date().getFullYear()
const one: OwnComplaint = {
  id: 'c1', number: 'T1', subject: { zh: '利息和费用', en: 'Interest and fees' }, state: 'open',
  opened_at: '2026-11-22T06:05:00Z', due_on: `${year}-12-03`, closed_at: null,
}
const step = (change: Partial<OwnStep>): OwnStep => ({
  step: 'received', at: '2026-11-22T06:05:00Z', own: false, words: null, files: [], score: null, letter: null, amount_fen: null, ...change,
})
const letter = { id: 'l1', name: '投诉处理决定书 T1' }
const whole = (change: Partial<OwnComplaintWhole> = {}): OwnComplaintWhole => ({
  ...one, facts: '上月多收三百', demand: '退钱', steps: [step({}), step({ step: 'checking' })], can: ['facts_added', 'withdrawn'],
  verification_until: null, letter: null, rating: null, redress: [], ...change,
})
const decided = whole({
  state: 'decided', due_on: null, can: ['facts_added', 'rated', 'verification_asked'], verification_until: `${year}-12-30`,
  steps: [step({}), step({ step: 'decided', letter })], letter, redress: [{ amount_fen: 30_000, is_paid: false }],
})

async function opened(items: object | number = { items: [one] }, chosen: object = whole()) {
  const all = await shown([])
  all.house.answers['GET complaints'] = items
  all.house.answers['GET complaints/c1'] = chosen
  await all.press('更多')
  await all.press('我的投诉')
  const view = async () => { await all.press(/^查看投诉 T1/); await turn() }
  const type = async (name: string, value: string) => {
    const field = all.screen.getByRole<HTMLTextAreaElement>('textbox', { name })
    field.value = value
    field.dispatchEvent(new Event('input'))
    await turn()
  }
  const press = async (name: string | RegExp) => { await all.press(name); await turn() }
  return { ...all, view, type, press }
}

describe('my complaints', () => {
  it('are listed with the day of the answer; one shows what has happened', async () => {
    const { root, screen, view, press } = await opened()
    expect(root.querySelector('.request-row')?.textContent).toContain('最晚12月3日答复您')
    await view()
    expect(screen.getByRole('heading', { level: 2 }).textContent).toBe('T1')
    const steps = [...screen.getByRole('list', { name: '办理经过' }).children].map(({ className, firstChild }) => [className, firstChild?.textContent])
    expect(steps).toEqual([['step done', '投诉已登记'], ['step now', '相关部门核实中']])
    expect([...root.querySelectorAll('.complaint-acts button')].map(({ textContent }) => textContent)).toEqual(['补充情况', '撤回投诉'])
    await press('返回列表')
    await press('返回对话')
    expect(root.querySelector<HTMLElement>('.panel')?.dataset['view']).toBe('chat')
  })

  it('say when there are none, and load again after a failure', async () => {
    const { screen, house, press } = await opened(503)
    screen.getByText('投诉没有载入')
    house.answers['GET complaints'] = { items: [] }
    await press('重试')
    screen.getByText('还没有登记过投诉')
  })

  it('take what she adds once, and keep her words where it was refused', async () => {
    const { house, screen, view, type, press } = await opened()
    await view()
    await press('补充情况')
    await type('想补充什么', '是10日扣的')
    house.refusals['POST complaints/c1/facts'] = { error: 'ActNotPossible', params: { because: 'enough_today' } }
    await press('提交')
    expect(screen.getByRole('alert').textContent).toBe('今天补充的次数已满，请明天再来，或转人工')
    expect(screen.getByRole<HTMLTextAreaElement>('textbox', { name: '想补充什么' }).value).toBe('是10日扣的')
    delete house.refusals['POST complaints/c1/facts']
    house.answers['POST complaints/c1/facts'] = whole({ steps: [step({}), step({ step: 'added', own: true, words: '是10日扣的' })] })
    await press('提交')
    const [first, second] = house.bodies.slice(-2) as { client_id: string, words: string, files: string[] }[]
    expect([second?.words, second?.files, second?.client_id === first?.client_id]).toEqual(['是10日扣的', [], true])
    screen.getByText('已补充，经办同事会看到')
    screen.getByText('是10日扣的')
  })

  it('ask once more before they are withdrawn', async () => {
    const { house, screen, view, press } = await opened()
    await view()
    await press('撤回投诉')
    await press('返回')
    expect(house.calls.some((call) => call.startsWith('POST complaints'))).toBe(false)
    await press('撤回投诉')
    house.answers['POST complaints/c1/withdrawal'] = whole({ state: 'withdrawn', due_on: null, can: [] })
    await press('确定撤回')
    expect(house.calls.at(-1)).toBe('POST complaints/c1/withdrawal')
    screen.getByText('投诉已撤回')
  })

  it('give the letter, and are rated with reasons that fit the score', async () => {
    const { house, screen, view, press } = await opened({ items: [decided] }, decided)
    await view()
    screen.getByText('正在退还 300.00 元，到账后这里会显示')
    house.answers['GET letters/l1'] = {}
    await press('下载 投诉处理决定书 T1')
    expect(house.calls.at(-1)).toBe('GET letters/l1')
    await press('评价这次办理')
    expect(screen.getByRole<HTMLButtonElement>('button', { name: '提交评价' }).disabled).toBe(true)
    await press('5 分，非常满意')
    await press('态度好')
    await press('2 分，不满意')
    expect(screen.queryByRole('button', { name: '态度好' })).toBeNull()
    await press('办得太慢')
    house.answers['POST complaints/c1/rating'] = { ...decided, rating: 2, can: [] }
    await press('提交评价')
    expect(house.bodies.at(-1)).toEqual({ score: 2, reasons: ['slow'] })
    screen.getByText('感谢您的评价')
  })

  it('are verified until the day that is told, with or without reasons', async () => {
    const { house, screen, view, press } = await opened({ items: [decided] }, decided)
    await view()
    await press('不同意，申请核查')
    screen.getByText(/^12月30日前可以申请/)
    house.answers['POST complaints/c1/verification'] = whole({ state: 'verifying', can: [] })
    await press('申请核查')
    expect(house.bodies.at(-1)).toEqual({ words: '' })
    screen.getByText('核查中')
  })

  it('are looked up by number, and refused in plain words', async () => {
    const { house, screen, type, press } = await opened({ items: [] })
    await type('投诉编号', 'T1')
    await type('预留手机号后四位', '5678')
    house.refusals['POST complaints/by-number'] = { error: 'NumberOrDigitsWrong', params: {} }
    await press('查询')
    screen.getByText('编号和后四位对不上，请核对后再查')
    delete house.refusals['POST complaints/by-number']
    house.answers['POST complaints/by-number'] = { number: 'T1', state: 'open', due_on: `${year}-12-03`, closed_at: null }
    await press('查询')
    expect(screen.getByText('T1').parentElement?.textContent).toBe('T1 处理中 最晚12月3日答复您')
    expect(house.bodies.at(-1)).toEqual({ number: 'T1', digits: '5678' })
  })

  it('are fetched anew when one has news', async () => {
    const { house, root, comes } = await opened()
    house.answers['GET complaints'] = { items: [{ ...one, state: 'decided', due_on: null }] }
    await comes(message(1, 'house', { v: 1, kind: 'notice', notice: 'complaint_decision', text: '决定', document: letter, buttons: [] }))
    await turn()
    expect(root.querySelector('.request-row .chip')?.textContent).toBe('已作决定')
  })
})

describe('a decision in the conversation', () => {
  it('comes with its letter', async () => {
    const { house, press } = await shown([
      message(1, 'house', { v: 1, kind: 'notice', notice: 'complaint_decision', text: '决定', document: letter, buttons: [] }),
    ])
    await press('下载 投诉处理决定书 T1')
    expect(house.calls.at(-1)).toBe('GET letters/l1')
  })
})
