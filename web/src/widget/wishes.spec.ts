import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { OwnStanding } from '../shared/protocol.ts'
import { shown } from './testing/cards.ts'
import { House, turn } from './testing/house.ts'

beforeEach(() => vi.stubGlobal('matchMedia', () => ({ matches: false })))
afterEach(() => { document.body.replaceChildren(); House.close() })

const both = (zh: string) => ({ zh, en: `in English: ${zh}` })
const own: OwnStanding = {
  consents: [
    { name: both('营销推广'), purpose: 'marketing', channel: 'sms', value: 'granted', since: '2026-11-01T00:00:00Z' },
    { name: both('营销推广'), purpose: 'marketing', channel: 'call', value: null, since: null },
  ],
  preferences: [
    { name: both('不接电话'), id: 'no_calls', values: ['yes'], value: null, since: null },
    { name: both('语言'), id: 'language', values: ['zh', 'en'], value: 'zh', since: null },
  ],
}

async function opened(answer: object | number = own) {
  const all = await shown([])
  all.house.answers['GET standing'] = answer
  all.house.answers['POST consents/marketing/sms'] = {}
  all.house.answers['POST preferences/language'] = {}
  all.chat.store.change({ session: { id: 's', level: 'A1', name: '张**' } })
  await turn()
  await all.press('更多')
  await all.press('授权与偏好')
  const state = (name: RegExp) => all.screen.getByRole('switch', { name }).getAttribute('aria-checked')
  const flip = async (name: RegExp) => { all.screen.getByRole('switch', { name }).click(); await turn(); await turn() }
  return { ...all, state, flip }
}

describe('consents and preferences', () => {
  it('are for whoever has signed in', async () => {
    const { screen, press } = await shown([])
    await press('更多')
    expect(screen.queryByRole('button', { name: '授权与偏好' })).toBeNull()
  })

  it('show how each stands, also what was never said', async () => {
    const { screen, state } = await opened()
    expect([state(/^短信/), state(/^电话/), state(/^不接电话/)]).toEqual(['true', 'false', 'false'])
    screen.getByRole('switch', { name: /电话.*没有说过/ })
    expect(screen.getByRole('button', { name: '中文', pressed: true }).dataset['value']).toBe('language=zh')
  })

  it('are saved at once, and undone', async () => {
    const { house, state, flip, press, screen } = await opened()
    await flip(/^短信/)
    expect([house.bodies.at(-1), state(/^短信/), screen.getByText('已保存').getAttribute('role')])
      .toEqual([{ granted: false }, 'false', 'status'])
    await press('撤销')
    await turn()
    expect([house.bodies.at(-1), state(/^短信/)]).toEqual([{ granted: true }, 'true'])
  })

  it('take a preference back', async () => {
    const { house, press, screen } = await opened()
    await press('不限')
    await turn()
    expect([house.calls.at(-1), house.bodies.at(-1)]).toEqual(['POST preferences/language', { value: null }])
    screen.getByRole('button', { name: '不限', pressed: true })
  })

  it('stay as they were where it was not saved, and can be tried again', async () => {
    const { house, screen, state, flip, press } = await opened()
    house.refusals['POST consents/marketing/sms'] = { error: 'SlowDown', params: {} }
    await flip(/^短信/)
    expect([screen.getByRole('alert').textContent, state(/^短信/)])
      .toEqual(['没有保存，仍是原来的选择。操作过快，请稍等片刻再试', 'true'])
    delete house.refusals['POST consents/marketing/sms']
    await press('重试')
    await turn()
    expect(state(/^短信/)).toBe('false')
  })

  it('load again after a failure, and give way to the conversation', async () => {
    const { root, house, screen, press } = await opened(503)
    screen.getByText('授权与偏好没有载入')
    house.answers['GET standing'] = own
    await press('重试')
    screen.getByRole('switch', { name: /^短信/ })
    await press('返回对话')
    expect(root.querySelector<HTMLElement>('.panel')?.dataset['view']).toBe('chat')
  })
})
