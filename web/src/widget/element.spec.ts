import { within } from '@testing-library/dom'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Content, Entry } from '../shared/protocol.ts'
import { contact, at, message, welcome } from '../shared/testing/conversation.ts'
import { FakeSocket } from '../shared/testing/fakeSocket.ts'
import { QiaoChat, type Mode } from './element.ts'
import { House, turn } from './testing/house.ts'

customElements.define('qiao-chat', QiaoChat)
beforeEach(() => vi.stubGlobal('matchMedia', () => ({ matches: false })))
afterEach(() => { document.body.replaceChildren(); House.close() })

const answer: Content = {
  v: 1, kind: 'card', card: 'answer', title: '提前还款', text: '**不收**<img src=x>', source: { article: 'a', title: '办理指引', version: '2' },
  buttons: [{ id: 'solved', label: '解决了' }, { id: 'unsolved', label: '没解决' }],
}

async function shown(entries: Entry[] = [], options: { mode?: Mode, change?: Parameters<typeof welcome>[1] } = {}) {
  const house = new House()
  const chat = house.chat()
  const element = new QiaoChat(chat, options.mode ?? 'page')
  document.body.append(element)
  const root = element.shadowRoot?.querySelector<HTMLElement>('.root')
  if (!root) throw new Error('nothing was built')
  const screen = within(root)
  if (options.mode === 'widget') screen.getByRole('button', { name: '打开在线客服' }).click()
  await turn()
  FakeSocket.latest.accept()
  FakeSocket.latest.tell(welcome(entries, options.change))
  await turn()
  return { chat, root, screen, house, element }
}

function sent(): unknown[] {
  return FakeSocket.latest.sent('send').map(({ content }) => content)
}

function write(root: HTMLElement, text: string): HTMLTextAreaElement {
  const input = within(root).getByRole<HTMLTextAreaElement>('textbox', { name: '输入您的问题' })
  input.value = text
  input.dispatchEvent(new Event('input'))
  return input
}

const enter = (change: KeyboardEventInit = {}) => new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true, ...change })

it('shows several answers in their order, each with its own source', async () => {
  const part = (title: string) => ({ title, text: `**${title}**的说明`, source: { article: title, title: `${title}指引`, version: '2' } })
  const several: Content = {
    v: 1, kind: 'card', card: 'answers', text: '按顺序答完了。', answers: [part('发票'), part('利息')],
    buttons: [{ id: 'unsolved', label: '没解决' }],
  }
  const { root, screen } = await shown([message(1, 'bot', several)])
  const parts = [...root.querySelectorAll('.answer-part')].map(({ textContent }) => textContent)
  expect(parts).toHaveLength(2)
  expect(parts[0]).toMatch(/^发票.*发票指引/)
  expect(parts[1]).toMatch(/^利息.*利息指引/)
  screen.getByText('按顺序答完了。')
  screen.getByRole('button', { name: '没解决' }).click()
  expect(sent()).toEqual([{ v: 1, kind: 'choice', button: 'unsolved', label: '没解决' }])
})

describe('the way to a person', () => {
  it.each<[string, Entry[]]>([
    ['at the start', []],
    ['after an answer', [message(1, 'bot', answer)]],
  ])('is in the header %s', async (_, entries) => {
    const { screen } = await shown(entries)
    screen.getByRole('button', { name: '转人工客服，在线' }).click()
    expect(sent()).toEqual([{ v: 1, kind: 'choice', button: 'human', label: '转人工' }])
  })

  it('stands beside the complaint, which is always in the menu', async () => {
    const { screen } = await shown()
    screen.getByRole('button', { name: '更多' }).click()
    screen.getByRole('button', { name: '我要投诉' }).click()
    expect(sent()).toEqual([{ v: 1, kind: 'choice', button: 'complaint', label: '我要投诉' }])
  })

  it('shows her place while she waits and the name of who serves her', async () => {
    const { screen } = await shown([], { change: { owner: { kind: 'nobody', name: null } } })
    FakeSocket.latest.tell({ type: 'queue', place: 3, wait_s: 240, open: true, opens_at: null })
    await turn()
    expect(screen.getByText('前面还有 2 位，预计等待约 4 分钟')).toBeTruthy()
    FakeSocket.latest.tell({ type: 'entry', entry: { seq: 1, kind: 'owner', at, owner: { kind: 'agent', name: '李梅' } } })
    await turn()
    expect([screen.queryByText('正在为您排队'), screen.getByRole('heading').textContent]).toEqual([null, '李梅'])
  })

  it('can be waited for otherwise: each choice is one press', async () => {
    const { root, screen } = await shown([], { change: { owner: { kind: 'nobody', name: null } } })
    const ways = () => [...root.querySelectorAll('.queue-ways .choice')].map(({ textContent }) => textContent)
    FakeSocket.latest.tell({ type: 'queue', place: 2, wait_s: 500, wait_from_s: 100, open: true, opens_at: null, choices: ['call', 'leave', 'robot'] })
    await turn()
    expect(screen.getByText('前面还有 1 位，预计等待约 2–9 分钟')).toBeTruthy()
    expect(ways()).toEqual(['给我回电', '机器人先帮我', '不等了'])
    screen.getByRole('button', { name: '机器人先帮我' }).click()
    expect(sent()).toEqual([{ v: 1, kind: 'choice', button: 'wait:robot', label: '机器人先帮我' }])
    FakeSocket.latest.tell({ type: 'entry', entry: { seq: 1, kind: 'owner', at, owner: { kind: 'bot', name: null }, waits: true } })
    await turn()
    expect([ways(), screen.queryByText('机器人先帮您，排队位置保留') !== null]).toEqual([['只等人工', '给我回电', '已解决，不等了'], true])
    FakeSocket.latest.tell({ type: 'entry', entry: { seq: 2, kind: 'owner', at, owner: { kind: 'bot', name: null } } })
    await turn()
    expect(screen.queryByText('机器人先帮您，排队位置保留')).toBeNull()
  })

  it('offers a message, a call and the robot while nobody is on duty', async () => {
    const { root } = await shown([], { change: { owner: { kind: 'nobody', name: null } } })
    FakeSocket.latest.tell({ type: 'queue', place: 1, wait_s: null, open: false, opens_at: null, choices: ['call', 'leave', 'robot'] })
    await turn()
    expect([...root.querySelectorAll('.queue-ways .choice')].map(({ textContent }) => textContent))
      .toEqual(['约时间回电', '机器人先帮我', '留言，上班后回复', '不等了'])
  })

  it('keeps the keyboard on its choice while her place changes', async () => {
    const { root, screen } = await shown([], { change: { owner: { kind: 'nobody', name: null } } })
    const queue = { type: 'queue' as const, wait_s: null, open: true, opens_at: null, choices: ['robot' as const] }
    FakeSocket.latest.tell({ ...queue, place: 3 })
    await turn()
    const way = screen.getByRole('button', { name: '机器人先帮我' })
    way.focus()
    FakeSocket.latest.tell({ ...queue, place: 2 })
    await turn()
    expect([(root.getRootNode() as ShadowRoot).activeElement === way, screen.queryByText('前面还有 1 位') !== null]).toEqual([true, true])
  })

  it('comes first in the elder mode, with fewer choices', async () => {
    const { chat, root } = await shown()
    chat.setSize('elder')
    await turn()
    expect([...root.querySelectorAll('.tile')].map(({ textContent }) => textContent)).toEqual(['转人工', '提前还款', '本期账单', '扣款失败'])
  })
})

describe('answers', () => {
  it('say that a robot gave them, from which source, and never become HTML', async () => {
    const { root } = await shown([message(1, 'bot', answer)])
    expect(root.querySelector('.message.bot')?.textContent).toMatch(/机器人.*不收<img src=x>来源 办理指引 2/)
    expect([root.querySelector('img'), root.querySelector('.bubble strong')?.textContent]).toEqual([null, '不收'])
  })

  it('take one press, then show it', async () => {
    const { root, screen } = await shown([message(1, 'bot', answer)])
    screen.getByRole('button', { name: '解决了' }).click()
    expect(sent()).toEqual([{ v: 1, kind: 'choice', button: 'solved', label: '解决了' }])
    const clientId = FakeSocket.latest.sent('send')[0]?.['client_id'] as string
    const choice: Content = { v: 1, kind: 'choice', button: 'solved', label: '解决了' }
    FakeSocket.latest.tell({ type: 'entry', entry: message(2, 'customer', choice, { client_id: clientId }) })
    await turn()
    expect([...root.querySelectorAll<HTMLButtonElement>('.choice:is(button)')].map(({ disabled }) => disabled)).toEqual([true, true])
    expect(screen.getByRole('button', { name: '解决了，已选择' })).toBeTruthy()
  })

  it('of a kind this version does not know show their text', async () => {
    const later = { v: 1, kind: 'map', text: '见文字' } as unknown as Content
    const { screen } = await shown([message(1, 'bot', later)])
    expect(screen.getByText('见文字')).toBeTruthy()
  })
})

describe('writing', () => {
  it('sends on Enter, not on Shift+Enter and never while composing', async () => {
    const { root } = await shown()
    const input = write(root, '你好')
    input.dispatchEvent(enter({ shiftKey: true }))
    input.dispatchEvent(enter({ isComposing: true }))
    input.dispatchEvent(new Event('compositionstart'))
    input.dispatchEvent(enter())
    expect(sent()).toEqual([])
    input.dispatchEvent(new Event('compositionend'))
    input.dispatchEvent(enter()) // the Enter that ended the composition, as Safari reports it
    expect(sent()).toEqual([])
    await turn()
    input.dispatchEvent(enter())
    expect([sent(), input.value]).toEqual([[{ v: 1, kind: 'text', text: '你好' }], ''])
  })

  it('counts characters near the limit and keeps what is over it', async () => {
    const { root, screen } = await shown()
    write(root, '一'.repeat(17))
    expect(screen.getByText('还可输入 3 字')).toBeTruthy()
    const input = write(root, '𠮷'.repeat(21))
    input.dispatchEvent(enter())
    expect([sent(), input.value.length]).toEqual([[], 42])
    expect(screen.getByText('超出 1 字，请缩短后发送')).toBeTruthy()
  })
})

it('a rating is given once, with its reasons', async () => {
  const invite: Content = { v: 1, kind: 'notice', notice: 'rating_invite', text: '请打分', buttons: [] }
  const begun: Entry = { seq: 1, kind: 'contact', at, contact, reason: null }
  const { screen } = await shown([begun, message(2, 'house', invite)], { change: { contact } })
  screen.getByRole('button', { name: '2 分，不满意' }).click()
  screen.getByRole('button', { name: '等待太久' }).click()
  screen.getByRole('button', { name: '提交评价' }).click()
  expect(FakeSocket.latest.sent('rate')).toMatchObject([{ contact: 'c1', score: 2, reasons: ['slow'], comment: '' }])
  FakeSocket.latest.tell({ type: 'entry', entry: { seq: 3, kind: 'rating', at, contact: 'c1', score: 2 } })
  await turn()
  expect([screen.getByText('感谢您的评价：2 分'), screen.queryByRole('button', { name: '提交评价' })]).toEqual([expect.anything(), null])
})

it('changes its language everywhere at once', async () => {
  const { chat, screen } = await shown()
  await chat.setLocale('en')
  await turn()
  expect(screen.getByRole('textbox', { name: 'Write your question' })).toBeTruthy()
})

describe('on the lender’s page', () => {
  it('opens from its button and closes with Escape, menu first', async () => {
    const { root, screen } = await shown([], { mode: 'widget' })
    const dialog = screen.getByRole('dialog', { name: '小桥金融' })
    const escape = () => dialog.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
    screen.getByRole('button', { name: '更多' }).click()
    escape()
    expect([screen.queryByRole('dialog', { name: '更多服务' }), dialog.hidden]).toEqual([null, false])
    escape()
    expect([dialog.hidden, root.querySelector('.launcher')]).toEqual([true, (root.getRootNode() as ShadowRoot).activeElement])
  })

  it('shows what she has not seen, once', async () => {
    const { element, root, screen } = await shown([], { mode: 'widget' })
    element.closeChat()
    FakeSocket.latest.tell({ type: 'entry', entry: message(1, 'agent', '**您好**') })
    await turn()
    expect([root.querySelector('.badge')?.textContent, root.querySelector('.preview')?.textContent]).toEqual(['1', '李梅您好'])
    screen.getByRole('button', { name: '不再提示这条消息' }).click()
    expect(root.querySelector<HTMLElement>('.preview')?.hidden).toBe(true)
    element.openChat()
    await turn()
    expect([root.querySelector<HTMLElement>('.badge')?.hidden, FakeSocket.latest.sent('mark').at(-1)?.['read']]).toEqual([true, 1])
  })
})
