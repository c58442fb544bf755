import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Content } from '../shared/protocol.ts'
import { message } from '../shared/testing/conversation.ts'
import { codeIn } from './proofs.ts'
import { confirm, proof, sent, shown } from './testing/cards.ts'
import { House } from './testing/house.ts'

beforeEach(() => vi.stubGlobal('matchMedia', () => ({ matches: false })))
afterEach(() => { document.body.replaceChildren(); House.close(); vi.useRealTimers() })

const choice = (button: string): Content => ({ v: 1, kind: 'choice', button, label: '取消' })
const sentCode = { id: 'k1', sent_to: '138****0000', expires_at: '2099-01-01T00:00:00Z', tries_left: 5 }

describe('proving who one is', () => {
  it('takes a code in its own field and counts the tries', async () => {
    const { screen, house, press, type, chat } = await shown([message(1, 'bot', proof())])
    house.answers['POST proofs/code'] = sentCode
    await press('获取验证码')
    screen.getByText('已发送到 138****0000')
    expect(screen.getByRole<HTMLButtonElement>('button', { name: /^\d\d 秒后可重新获取$/ }).disabled).toBe(true)
    house.answers['POST proofs/code/tries'] = { state: 'waiting', tries_left: 4, level: 'A1', locked_until: null }
    const field = await type('6 位验证码', '１２３ 456')
    expect([field.value, field.autocomplete, field.inputMode]).toEqual(['123456', 'one-time-code', 'numeric'])
    await press('核实')
    screen.getByText('验证码不正确，请核对后再填。 还可以试 4 次')
    expect(house.bodies.at(-1)).toEqual({ id: 'k1', code: '123456' })
    house.answers['POST proofs/code/tries'] = { state: 'passed', tries_left: 4, level: 'A2', locked_until: null }
    await type('6 位验证码', '654321')
    await press('核实')
    screen.getByText('核实已通过，正在继续办理')
    expect([chat.store.state.session?.level, screen.queryByRole('textbox', { name: '6 位验证码' })]).toEqual(['A2', null])
    expect(sent()).toEqual([])
  })

  it('has a code sent to the number that was given, whatever the page knows of it', async () => {
    const { screen, root, house, press, type } = await shown([message(1, 'bot', proof({ level: 'A3', methods: ['new_number'] }))])
    expect(root.querySelector('.proof-hint')?.textContent).toMatch(/^验证码会发送到您填的新号码/)
    house.answers['POST proofs/number'] = { ...sentCode, sent_to: '154****0001' }
    await press('获取验证码')
    screen.getByText('已发送到 154****0001')
    expect([house.calls.at(-1), house.bodies.at(-1)]).toEqual(['POST proofs/number', {}])
    expect(screen.getByRole<HTMLButtonElement>('button', { name: /^\d\d 秒后可重新获取$/ }).disabled).toBe(true)
    const box = await type('输入您的问题', '123456')
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true }))
    await press('填到验证码栏')
    house.answers['POST proofs/code/tries'] = { state: 'passed', tries_left: 4, level: 'A3', locked_until: null }
    await press('核实')
    expect(house.bodies.at(-1)).toEqual({ id: 'k1', code: '123456' })
    screen.getByText('核实已通过，正在继续办理')
    expect(sent()).toEqual([])
  })

  it('says when no more codes go to new numbers for a while', async () => {
    const { root, house, press } = await shown([message(1, 'bot', proof({ level: 'A3', methods: ['new_number'] }))])
    const params = { reason: 'CodesLocked', locked_until: '2099-01-01T04:00:00Z' }
    house.refusals['POST proofs/number'] = { error: 'ProofLocked', params }
    await press('获取验证码')
    expect(root.querySelector('.proof-word')?.textContent).toMatch(/^为了您的账户安全，核实已暂停。请在 2099年/)
  })

  it('says until when it is locked, and where a person is', async () => {
    const { root, house, press, type } = await shown([message(1, 'bot', proof())])
    await press('证件后四位')
    house.answers['POST proofs/id-tail'] = { matches: false, tries_left: 0, level: 'A1', locked_until: '2099-01-01T04:00:00Z' }
    await type('证件号码后四位', '123x')
    await press('核实')
    expect(house.bodies.at(-1)).toEqual({ tail: '123X' })
    expect(root.querySelector('.proof-word')?.textContent).toMatch(/^为了您的账户安全，核实已暂停。请在 2099年.*之后再试，也可以点“转人工”。$/)
    expect(root.querySelector<HTMLElement>('.proof-body')?.hidden).toBe(true)
  })

  it.each([
    ['CodesLocked', /^为了您的账户安全，核实已暂停。请在 .* 之后再试，/], ['CodeOver', /^验证码已失效，请重新获取。$/],
  ])('hears from the lender that %s', async (reason, sentence) => {
    const { root, house, press, type } = await shown([message(1, 'bot', proof())])
    house.answers['POST proofs/code'] = sentCode
    await press('获取验证码')
    const until = reason === 'CodesLocked' ? '2099-01-01T04:00:00Z' : null
    house.refusals['POST proofs/code/tries'] = { error: 'ProofLocked', params: { reason, locked_until: until } }
    await type('6 位验证码', '123456')
    await press('核实')
    expect(root.querySelector('.proof-word')?.textContent).toMatch(sentence)
  })

  it('asks for a new code when the old one no longer counts, and says what was refused', async () => {
    const { screen, house, press } = await shown([message(1, 'bot', proof())])
    house.answers['POST proofs/code'] = { ...sentCode, expires_at: '2020-01-01T00:00:00Z' }
    await press('获取验证码')
    screen.getByText('验证码已失效，请重新获取。')
    const refused = await shown([message(1, 'bot', proof())])
    await refused.press('获取验证码')
    refused.screen.getByText('没有成功，请稍后再试')
  })

  it('remembers across a lost page which code was sent, and never its digits', async () => {
    const first = await shown([message(1, 'bot', proof())])
    first.house.answers['POST proofs/code'] = sentCode
    await first.press('获取验证码')
    document.body.replaceChildren()
    const { screen } = await shown([message(1, 'bot', proof())], new House(first.house.storage))
    screen.getByText('已发送到 138****0000')
  })

  it('keeps a code out of the conversation and offers to put it where it belongs', async () => {
    const { root, screen, press, type, house } = await shown([message(1, 'bot', proof())])
    house.answers['POST proofs/code'] = sentCode
    await press('获取验证码')
    const box = await type('输入您的问题', '验证码是 123456')
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true }))
    expect([sent(), screen.getByRole('alert').textContent]).toEqual([[], '这像是验证码。为了安全，没有发送到对话里。填到验证码栏继续编辑'])
    await press('填到验证码栏')
    expect([box.value, screen.getByRole<HTMLInputElement>('textbox', { name: '6 位验证码' }).value]).toEqual(['', '123456'])
    expect((root.getRootNode() as ShadowRoot).activeElement?.textContent).toBe('核实')
  })

  it('keeps six digits back even before a code was asked for here', async () => {
    const { screen, press, type } = await shown([message(1, 'bot', proof())])
    const box = await type('输入您的问题', '123456')
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true }))
    await press('填到验证码栏')
    screen.getByText('请先获取验证码。')
    expect(sent()).toEqual([])
  })

  it('sends six digits when nobody waits for a code', async () => {
    const { type } = await shown([message(1, 'bot', proof()), message(2, 'customer', choice('cancel'))])
    const box = await type('输入您的问题', '123456')
    box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', cancelable: true }))
    expect(sent()).toEqual([{ v: 1, kind: 'text', text: '123456' }])
  })

  it('outlives a question in between, and ends with the next card', async () => {
    const { root, comes } = await shown([message(1, 'bot', proof()), message(2, 'customer', '为什么要验证')])
    expect(root.querySelector<HTMLElement>('.proof')?.hidden).toBe(false)
    await comes(message(3, 'bot', confirm))
    expect(root.querySelector<HTMLElement>('.proof')?.hidden).toBe(true)
  })

  it('checks a face on the page of its provider and waits for the result', async () => {
    const { screen, house } = await shown([message(1, 'bot', proof({ level: 'A3', methods: ['face'] }))])
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    house.answers['POST proofs/face'] = { id: 'f1', url: 'https://face.example/f1', state: 'waiting' }
    house.answers['GET proofs/face/f1'] = { state: 'waiting', level: 'A1' }
    screen.getByRole('button', { name: '开始人脸核验' }).click()
    await vi.advanceTimersByTimeAsync(0)
    expect(screen.getByRole('link', { name: '打开核验页面' }).getAttribute('href')).toBe('https://face.example/f1')
    await vi.advanceTimersByTimeAsync(3000)
    house.answers['GET proofs/face/f1'] = { state: 'passed', level: 'A3' }
    await vi.advanceTimersByTimeAsync(3000)
    screen.getByText('核实已通过，正在继续办理')
  })

  it('never makes a link of anything but a web address', async () => {
    const { screen, house, press } = await shown([message(1, 'bot', proof({ level: 'A3', methods: ['face'] }))])
    house.answers['POST proofs/face'] = { id: 'f1', url: 'javascript:alert(1)', state: 'waiting' }
    await press('开始人脸核验')
    expect(screen.queryByRole('link')).toBeNull()
  })

  it('asks to sign in where a code is not enough', async () => {
    const { screen } = await shown([message(1, 'bot', proof({ level: 'A1', methods: ['sign_in'] }))])
    screen.getByText('请先在应用里登录，再回到这里继续。已说的内容不会丢失。')
  })
})

it.each([
  ['123456', '123456'], ['１２３４５６', '123456'], ['123 456', '123456'], ['验证码：123456。', '123456'], ['my code is 123456', '123456'],
  ['还123456元', null], ['12345', null], ['1234567', null], ['123456 654321', null],
])('of %s the code is %s', (text, code) => {
  expect(codeIn(text)).toBe(code)
})
