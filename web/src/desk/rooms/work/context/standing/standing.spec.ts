import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import type { View } from '../../../../api/wire.ts'
import { StandingHouse, book, collection, elder, lenders, marketing } from '../../../../testing/standing.ts'
import { visit } from '../../../../testing/visit.ts'
import { dayIn, ending, endingOf, settable, untilOf } from './standing.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

const bold = { selector: 'b' }
/** Whether words of one name stand apart is the browser's to say. */
const spaced = (name: string) => new RegExp(`^${name.replace(' ', '\\s*')}$`)

async function talking(change: (house: StandingHouse) => void = () => undefined) {
  const house = new StandingHouse()
  change(house)
  const screen = await visit(house, { path: '/work/c0' })
  // The style engine of the tests takes every media query as true, also the one that folds this pane away.
  const card = await screen.findByRole('region', { name: '客户状态', hidden: true })
  const press = async (name: string) => fireEvent.click(await within(card).findByRole('button', { name: spaced(name), hidden: true }))
  const posts = () => screen.line.posts.filter(({ path }) => path.includes('/standing'))
  const held = (name: string) => within(card).queryByText(name, bold)
  return { screen, house, card: within(card), press, posts, held }
}

describe('what holds of the customer', () => {
  it('is shown with since when, until when, by whom and why; what is over is folded away', async () => {
    const { card } = await talking()
    expect((await card.findByText('停催', bold)).closest('li')?.textContent).toMatch(/起 至 .*周敏设置 · 客户要求/)
    expect(card.getByText('暂停扣款', bold).closest('li')?.textContent).toContain('业务系统设置 · 业务系统告知')
    expect(card.getByText('营销推广 · 短信', bold).closest('li')?.textContent).toContain('已同意')
    expect(card.getByText('家人去世', bold).closest('details')?.textContent).toMatch(/历史（1）.*陈晨结束 · 情况已经结束/)
  })

  it('ends with a reason', async () => {
    const { screen, press, posts, held } = await talking()
    await press('结束 老年客户')
    const dialog = within(await screen.findByRole('dialog', { name: '结束：老年客户' }))
    await fireEvent.click(dialog.getByLabelText('情况已经结束'))
    await fireEvent.click(dialog.getByRole('button', { name: '结束' }))
    await screen.findByText('已生效并留下记录')
    expect(posts()[0]?.body).toMatchObject({ act: 'end', kind: 'flag', name: 'elder', reason: 'no_longer_true' })
    await waitFor(() => { expect(held('老年客户')).toBeNull() })
  })

  it('waits for a second person where the pack says so', async () => {
    const { screen, card, press, held } = await talking()
    await press('结束 停催')
    const dialog = within(await screen.findByRole('dialog', { name: '结束：停催' }))
    dialog.getByText('需要一位同事同意后才生效。')
    await fireEvent.click(dialog.getByLabelText('客户要求'))
    await fireEvent.click(dialog.getByRole('button', { name: '提交，等同事同意' }))
    await card.findByText('您提出的，由同事决定。')
    expect(held('停催')).not.toBeNull()
    expect(card.queryByRole('button', { name: /^同意/, hidden: true })).toBeNull()
  })

  it.each([['同意', true], ['不同意', false]])('%s: what a colleague proposed', async (word, agree) => {
    const { card, press, posts, held } = await talking((house) => { house.propose() })
    await card.findByText('申请结束：停催', bold)
    await press(`${word} 申请结束：停催`)
    await waitFor(() => { expect(card.queryByText('申请结束：停催', bold)).toBeNull() })
    expect(posts().map(({ path, body }) => [path, body])).toEqual([
      ['desk/conversations/c0/standing/proposals/p1', { agree }],
    ])
    expect(held('停催') === null).toBe(agree)
  })

  it('says when agreeing came too late, and nothing was done', async () => {
    const { screen, house, card, press } = await talking((one) => { one.propose() })
    await card.findByText('申请结束：停催', bold)
    house.seen = { ...house.seen, now: [] }
    await press('同意 申请结束：停催')
    await screen.findByText('情况在这之前已经结束或有变，没有再执行')
    expect(screen.queryByText('已同意并生效')).toBeNull()
  })

  it('says when somebody else has decided', async () => {
    const { house, card, press } = await talking((one) => { one.propose() })
    await card.findByText('申请结束：停催', bold)
    house.seen = { ...house.seen, proposed: [] }
    await press('同意 申请结束：停催')
    expect((await card.findByRole('alert', { hidden: true })).textContent).toBe('这条申请已有人处理')
  })

  it('is set for as long as the pack lets it', async () => {
    const { screen, press, posts, held } = await talking((house) => { house.seen = { ...house.seen, now: [] } })
    await press('设置')
    const dialog = within(await screen.findByRole('dialog', { name: '设置客户状态' }))
    await fireEvent.update(dialog.getByLabelText('设置什么'), 'hold collection')
    expect((await dialog.findByLabelText<HTMLInputElement>('到哪天为止')).value).toBe(dayIn(30, new Date()))
    expect(dialog.getByRole<HTMLButtonElement>('button', { name: '设置' }).disabled).toBe(true)
    await fireEvent.click(dialog.getByLabelText('客户要求'))
    await fireEvent.click(dialog.getByRole('button', { name: '设置' }))
    await waitFor(() => { expect(posts()).toHaveLength(1) })
    const { until } = posts()[0]?.body as { until: string }
    expect(Date.parse(until) - Date.now()).toBeLessThan(30 * 86_400_000)
    await waitFor(() => { expect(held('停催')).not.toBeNull() })
  })

  it('says that nothing holds, that it did not load, and why a post does not see it', async () => {
    const empty = await talking((house) => { house.seen = { ...house.seen, now: [], before: [] } })
    await empty.card.findByText('没有标记、限制、授权或偏好。')
    cleanup()
    const failed = await talking((house) => { house.fails = true })
    await failed.card.findByText(/客户状态没有载入/, {}, { timeout: 3000 })
    failed.house.fails = false
    await failed.press('重试')
    await failed.card.findByText('老年客户', bold)
    cleanup()
    const both = (zh: string) => ({ zh, en: zh })
    const flags = {
      name: both('标记'), shown: false, rule: null, because: 'no_grant', why: both('您的岗位不看标记'), ask: both('请问班组长'),
    } as const
    const barred = await talking((house) => {
      house.seen = { now: [], later: [], before: [], proposed: [], view: { ...house.seen.view, fields: { flags } } }
    })
    await barred.card.findByText('您的岗位不看标记')
    expect(barred.card.queryByRole('button', { hidden: true })).toBeNull()
  })
})

describe('what may be changed', () => {
  const { view } = new StandingHouse().seen
  const reader: View = { ...view, fields: { flags: { ...view.fields['flags'], right: 'full' } as View['fields'][string] } }

  it('is what the pack gives the post and the table of rights lets it write', () => {
    expect(settable(book, view).map(({ name }) => name)).toEqual(['elder', 'collection', 'marketing', 'language'])
    expect(settable(book, reader)).toEqual([])
    expect([elder, collection, lenders, marketing].map((one) => endingOf(book, view, one))).toEqual(['end', 'end', null, 'withdraw'])
    expect([elder, marketing].map((one) => endingOf(book, reader, one))).toEqual([null, null])
  })

  it('is taken back for a consent, and never what stands for one of her numbers', () => {
    expect(ending(marketing, 'withdraw', 'customer_asked')).toMatchObject({ act: 'set', scope: 'sms', value: 'withdrawn' })
    expect(ending(collection, 'end', 'customer_asked')).toMatchObject({ act: 'end', origin: 'staff', value: null })
    expect(endingOf(book, view, { ...marketing, value: 'withdrawn' })).toBeNull()
    expect(endingOf(book, view, { ...elder, scope: 'number' })).toBeNull()
  })

  it('lasts to the end of the day that was chosen, and no longer than it may', () => {
    const now = new Date('2026-11-22T06:05:00')
    expect(new Date(untilOf('2026-11-25', 30, now) ?? '').getHours()).toBe(23)
    expect(untilOf(dayIn(30, now), 30, now)).toBe(new Date('2026-12-22T06:04:00').toISOString())
    expect(untilOf('', null, now)).toBeNull()
  })
})
