import { cleanup, fireEvent, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import { reason, tag, touch, WholeHouse } from '../../../../testing/whole.ts'
import { visit } from '../../../../testing/visit.ts'
import { boundSentence, linesOf, newest, ordered, questionOf, reasonSentence } from './whole.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

async function looking(change: (house: WholeHouse) => void = () => undefined, path = '/work/c0') {
  const house = new WholeHouse()
  change(house)
  const screen = await visit(house, { path })
  if (path === '/work/c0') await fireEvent.click(await screen.findByRole('tab', { name: '全貌', hidden: true }))
  const part = async (name: string) => within(await screen.findByRole('region', { name, hidden: true }))
  return { screen, house, part }
}

describe('all that is known of a customer', () => {
  it('shows her own stages and those of her loans, with what came by date alone', async () => {
    const { part } = await looking()
    const stages = await part('阶段')
    const own = within(await stages.findByRole('list', { name: '客户', hidden: true }))
    expect(own.getAllByRole('listitem', { hidden: true }).map((one) => one.querySelector('b')?.textContent)).toEqual(['已注册', '已实名', '还款中', '逾期'])
    expect(own.getByText('逾期').closest('li')?.getAttribute('aria-current')).toBe('step')
    const loan = within(stages.getByRole('list', { name: '借款 LN-1', hidden: true }))
    expect(loan.getByText('逾期 1–30 天').closest('li')?.textContent).toContain('到期自动变化')
  })

  it('says why she has a tag, those of need before those of risk', async () => {
    const { part } = await looking()
    const tags = await part('标签')
    const relief = (await tags.findByText('可能需要纾困')).closest('li')
    expect(relief?.textContent).toContain('最近 60 天内扣款失败 2 次（要求至少 2）')
    expect(tags.getByText('当前逾期').closest('li')?.textContent).toContain('有借款处于：逾期')
  })

  it('says in plain words why something came and something else did not', async () => {
    const { part } = await looking()
    const touches = await part('触达')
    const came = (await touches.findByText('还款日提醒', { selector: 'b' })).closest('li')
    expect(came?.textContent).toMatch(/已发出.*短信.*服务.*为什么收到.*各项规则都允许/)
    const not = touches.getByText('新品推荐', { selector: 'b' }).closest('li')
    expect(not?.textContent).toMatch(/没有发.*为什么没收到.*这时不宜推荐：有逾期.*因岗位无权查看的原因/)
  })

  it('tells events by name, with amounts and without codes', async () => {
    const { part } = await looking()
    const events = await part('近期事件')
    const failed = (await events.findByText('扣款失败')).closest('li')
    expect(failed?.textContent).toMatch(/借款 LN-1 · 金额 600\.00 元/)
    expect(failed?.textContent).not.toContain('E01')
  })

  it('says of what the post does not see why, and how to ask', async () => {
    const { part } = await looking((house) => { house.hides = ['profile_tags', 'loans'] })
    expect(await (await part('标签')).findByText('岗位看不到画像标签')).toBeTruthy()
    expect(await (await part('阶段')).findByText('岗位看不到借款')).toBeTruthy()
    expect(await (await part('触达')).findByText('还款日提醒', { selector: 'b' })).toBeTruthy()
  })

  it('says that there is nothing, and that it did not load', async () => {
    const empty = await looking((house) => { house.touches = [] })
    await (await empty.part('触达')).findByText('没有主动触达过这位客户。')
    cleanup()
    const failed = await looking((house) => { house.fails = true })
    await (await failed.part('触达')).findByText('没有载入', {}, { timeout: 3000 })
  })

  it('has a page of its own, and leads back to the conversation', async () => {
    const { screen, part } = await looking()
    await fireEvent.click(await screen.findByText('打开整页'))
    await screen.findByRole('heading', { level: 1, name: /的全貌$/ })
    await (await part('触达')).findByText('还款日提醒', { selector: 'b' })
    await fireEvent.keyDown(document.body, { key: 'Escape' })
    await screen.findByRole('tab', { name: '全貌', hidden: true })
  })
})

describe('the words for it', () => {
  it('puts her own line first and leaves a loan out of which no step is known', () => {
    const { life } = new WholeHouse()
    const draft = { id: 'draft', code: null, group: 'unknown', name: { zh: '草稿', en: 'Draft' } }
    const unheard = { loan: 'LN-2', stage: draft, since: '' }
    const lines = linesOf({ ...life, loans: [...life.loans, unheard] })
    expect(lines.map(({ loan }) => loan)).toEqual([null, 'LN-1'])
    expect(linesOf({ ...life, line: [] })).toEqual([])
  })

  it('mixes the events of all her records', () => {
    const { life } = new WholeHouse()
    expect(newest([life, life]).map(({ type }) => type)).toEqual([
      'deduction.failed', 'deduction.failed', 'account.registered', 'account.registered',
    ])
  })

  it('orders tags by what they are for', () => {
    const tags = (['lifecycle', 'value', 'risk', 'need'] as const).map((group) => tag(group, group, []))
    expect(ordered(tags).map(({ id }) => id)).toEqual(['need', 'risk', 'value', 'lifecycle'])
  })

  it.each([
    [{ asked: { days: [90, null] as [number, null] } }, 'ago.least', { n: 90 }],
    [{ asked: { days: [null, 30] as [null, number] } }, 'ago.most', { n: 30 }],
    [{ asked: { days: [-60, 0] as [number, number] } }, 'ahead.most', { n: 60 }],
    [{ asked: { between: [1, 1] as [number, number] } }, 'count.just', { n: 1 }],
    [{ asked: { between: [1, 3] as [number, number] } }, 'count.from', { low: 1, high: 3 }],
  ])('says what is asked for: %o', (change, key, params) => {
    expect(boundSentence(reason(change))).toEqual({ key, params })
  })

  it('says what a condition found, and that it found nothing', () => {
    expect(reasonSentence(reason({ asked: { trait: 'contact_on' }, found: null }), '最近联络').key).toBe('unknown')
    expect(reasonSentence(reason({ asked: { loans: ['overdue'] }, fits: false }), '逾期').key).toBe('noLoans')
    expect(reasonSentence(reason({ asked: { trait: 'contacts' }, found: 3 }), '联络次数').params['found']).toBe(3)
  })

  it.each([
    ['sent', 'why'], ['permitted', 'why'], ['held', 'whyNotYet'], ['dropped', 'whyNot'], ['not_used', 'whyNot'],
  ] as const)('asks of one that is %s: %s', (state, question) => {
    expect(questionOf(touch('x', { state }))).toBe(question)
  })
})
