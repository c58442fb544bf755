import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OwnRequest } from '../shared/protocol.ts'
import { message } from '../shared/testing/conversation.ts'
import { stepsOf } from './progress.ts'
import { confirm, facts, receipt, sent, shown } from './testing/cards.ts'
import { House, turn } from './testing/house.ts'

beforeEach(() => vi.stubGlobal('matchMedia', () => ({ matches: false })))
afterEach(() => { document.body.replaceChildren(); House.close() })

describe('cards of requests', () => {
  it('show facts line by line, with what can be asked for next', async () => {
    const { root, press } = await shown([message(1, 'bot', facts)])
    expect([...root.querySelectorAll('.lines > div')].map(({ textContent }) => textContent)).toEqual(['应还1,234.56 元', '还款日12月1日'])
    await press('现在还款')
    expect(sent()).toEqual([{ v: 1, kind: 'choice', button: 'intent:pay', label: '现在还款' }])
  })

  it('ask for a yes first, and always offer a person; one press is enough', async () => {
    const { root, press } = await shown([message(1, 'bot', confirm)])
    const buttons = () => [...root.querySelectorAll<HTMLButtonElement>('.choice:is(button)')]
    expect(buttons().map(({ textContent }) => textContent)).toEqual(['确认办理', '修改', '取消', '转人工'])
    await press('确认办理')
    expect(sent()).toEqual([{ v: 1, kind: 'choice', button: 'yes:d1', label: '确认办理' }])
    expect(buttons().map(({ disabled }) => disabled)).toEqual([true, true, true, false])
  })

  it('can still be read when the robot has asked anew, and not pressed', async () => {
    const { screen } = await shown([message(1, 'bot', confirm), message(2, 'bot', { ...confirm, digest: 'd2' })])
    const [old, fresh] = screen.getAllByRole<HTMLButtonElement>('button', { name: '确认办理' })
    expect([old?.disabled, fresh?.disabled]).toEqual([true, false])
    expect(screen.getAllByText('这张卡片已不再使用，仅供查看')).toHaveLength(1)
  })

  it('keep a receipt with its number, how far it has come and its document', async () => {
    const { root, house, press, screen } = await shown([message(1, 'bot', receipt)])
    const copied = vi.fn(() => Promise.resolve())
    vi.stubGlobal('navigator', { onLine: true, clipboard: { writeText: copied } })
    await press('复制受理编号 R20261122001')
    expect([copied.mock.calls, screen.getAllByText('已复制').length]).toEqual([[['R20261122001']], 2])
    expect([...root.querySelectorAll('.step')].map(({ textContent }) => textContent)).toEqual([
      '已确认，完成', '已提交，完成', '核实中，进行中', '已完成，未开始',
    ])
    await press('下载 受理回执')
    expect(house.calls.at(-1)).toBe('GET documents/doc1')
  })
})

describe('the steps of a request', () => {
  it.each([
    ['open', ['ahead', 'ahead', 'ahead', 'ahead']],
    ['pending', ['done', 'done', 'now', 'ahead']],
    ['completed', ['done', 'done', 'done', 'done']],
    ['refused', ['done', 'done', 'failed']],
    ['stuck', ['done', 'done', 'now', 'ahead']],
    ['held', ['done', 'done', 'now', 'ahead']],
    ['cancelled', []],
  ] as const)('of %s', (state, standing) => {
    expect(stepsOf(state).map((step) => step.standing)).toEqual(standing)
  })
})

describe('my requests', () => {
  const own: OwnRequest = {
    number: 'R1', flow: 'day', name: '改还款日', state: 'completed', stage: 'completed', at: '2026-11-22T06:05:00Z', ended_at: '2026-11-22T07:05:00Z',
    text: '新还款日每月 15 日', within: '', document: { id: 'doc1', name: '受理回执' },
  }

  const times = (day: number) => ({ starts_at: `2027-03-0${day}T02:00:00+00:00`, ends_at: `2027-03-0${day}T04:00:00+00:00` })

  async function opened(answer: object | number, calls: object = { calls: [], windows: [] }) {
    const all = await shown([])
    all.house.answers['GET requests'] = answer
    all.house.answers['GET calls'] = calls
    await all.press('更多')
    await all.press('我的办理')
    return all
  }

  it('are listed with their states; one of them shows what came of it', async () => {
    const { screen, root, press } = await opened({ items: [own, { ...own, number: 'R2', state: 'handed_over', document: null }] })
    expect([...root.querySelectorAll('.request-row .chip')].map(({ textContent }) => textContent)).toEqual(['已完成', '已转人工'])
    await press('查看 改还款日，已完成，编号 R1')
    expect([screen.getByRole('heading', { level: 2 }).textContent, screen.getByRole('list', { name: '办理进度' }).children.length]).toEqual(['改还款日', 4])
    screen.getByRole('button', { name: '下载 受理回执' })
    await press('返回列表')
    await press('返回对话')
    expect(root.querySelector<HTMLElement>('.own-requests')?.hidden).toBe(true)
  })

  it('say when there are none, and load again after a failure', async () => {
    const { screen, house, press } = await opened(503)
    screen.getByText('办理记录没有载入')
    house.answers['GET requests'] = { items: [] }
    await press('重试')
    screen.getByText('还没有办理记录')
  })

  it('give way to the conversation when a person is asked for', async () => {
    const { root, press } = await opened({ items: [own] })
    await press('转人工客服，在线')
    expect(root.querySelector<HTMLElement>('.panel')?.dataset['view']).toBe('chat')
  })

  it('begin with the calls she is promised: one press cancels, two move', async () => {
    const promised = { id: 'c1', number: 'B1', ...times(1) }
    const windows = [times(1), times(2)]
    const { house, press, screen, root } = await opened({ items: [own] }, { calls: [promised], windows })
    expect([...root.querySelectorAll('.requests-list > li')].map(({ className }) => className)).toEqual(['call', ''])
    house.answers['POST calls/c1/move'] = {}
    house.answers['GET calls'] = { calls: [{ ...promised, ...times(2) }], windows }
    await press('改时间，回电 B1')
    const [other] = root.querySelectorAll<HTMLButtonElement>('.call [role=group] .choice')
    other?.click()
    await turn()
    await turn()
    expect([house.calls.includes('POST calls/c1/move'), house.bodies.at(-1)]).toEqual([true, { starts_at: times(2).starts_at }])
    house.refusals['POST calls/c1/cancel'] = { error: 'CallOver', params: {} }
    await press('取消回电，回电 B1')
    expect(screen.getByRole('alert').textContent).toBe('这次回电已经打过、取消，或正在拨打，不能再改')
    delete house.refusals['POST calls/c1/cancel']
    house.answers['POST calls/c1/cancel'] = {}
    house.answers['GET calls'] = { calls: [], windows: [times(1)] }
    await press('取消回电，回电 B1')
    await turn()
    expect(root.querySelector('.call')).toBeNull()
  })

  it('are fetched anew when one has news', async () => {
    const { house, comes, root } = await opened({ items: [{ ...own, state: 'pending' }] })
    house.answers['GET requests'] = { items: [own] }
    await comes(message(1, 'bot', receipt))
    await turn()
    expect(root.querySelector('.request-row .chip')?.textContent).toBe('已完成')
  })
})
