import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import { DealingsHouse, dealing } from '../../../../testing/dealings.ts'
import { ago } from '../../../../testing/scenes.ts'
import { visit } from '../../../../testing/visit.ts'
import { daysOf, older, touches } from './dealings.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

async function reading(change: (house: DealingsHouse) => void = () => undefined) {
  const house = new DealingsHouse()
  change(house)
  const screen = await visit(house, { path: '/work/c0' })
  await fireEvent.click(await screen.findByRole('tab', { name: '往来', hidden: true }))
  const list = within(await screen.findByRole('region', { name: '往来', hidden: true }))
  const shown = () => list.queryAllByRole('listitem', { hidden: true }).map((row) => row.textContent)
  const press = async (name: string | RegExp) =>
    fireEvent.click(await screen.findByRole('button', { name, hidden: true }))
  return { screen, house, list, shown, press }
}

describe('the history of a customer', () => {
  it('tells under each day what it was, about what, who served her and how it stands', async () => {
    const { list, shown } = await reading()
    await list.findByText('提前结清')
    expect(shown()).toEqual([
      expect.stringMatching(/联络.*利息怎么算.*进行中.*本次联络/),
      expect.stringMatching(/业务.*提前结清.*办理中.*RQ2-M9/),
      expect.stringMatching(/联络.*怎么还款.*想提前还.*已解决.*陈晨.*评价 5 分/),
      expect.stringMatching(/投诉.*已超期.*TX7-P4.*前答复/),
    ])
    expect(list.getAllByRole('heading', { hidden: true }).map(({ textContent }) => textContent).slice(0, 2)).toEqual(['今天', '昨天'])
  })

  it('goes on to older ones, to the end', async () => {
    const { list, shown, press } = await reading()
    await list.findByText('提前结清')
    await press('更早的往来')
    await list.findByText('更早的第 4 次')
    await press('更早的往来')
    await list.findByText('没有更早的往来了')
    expect(shown()).toHaveLength(9)
  })

  it('is narrowed by the kinds that her post may be told of', async () => {
    const { list, shown, press } = await reading()
    await list.findByText('提前结清')
    expect(list.queryByRole('button', { name: '状态', hidden: true })).toBeNull()
    await press('投诉')
    await waitFor(() => { expect(shown()).toHaveLength(1) })
    await press('全部')
    await waitFor(() => { expect(shown()).toHaveLength(4) })
  })

  it('shows something new at the top, and keeps what was read before', async () => {
    const { house, screen, list, shown, press } = await reading()
    await waitFor(() => { expect(screen.line.frames.some(({ type }) => type === 'watch')).toBe(true) })
    await press('更早的往来')
    await list.findByText('更早的第 4 次')
    house.happens(dealing('n1', 'news', { at: ago(0), state: 'overdue', number: 'L000417' }))
    await waitFor(() => { expect(shown()[0]).toMatch(/业务系统.*借款.*逾期.*L000417/) })
    expect(shown()).toHaveLength(9)
    await press('更早的往来')
    await list.findByText('没有更早的往来了')
    expect(new Set(shown()).size).toBe(10)
  })

  it('opens what was said then in its place, and comes back to the list', async () => {
    const { screen, list, press } = await reading()
    const row = (await list.findByText('怎么还款')).closest('button')
    if (row) await fireEvent.click(row)
    await screen.findByText('k2 里说的话')
    await press('更早的消息')
    await waitFor(() => { expect(screen.container.querySelectorAll('.earlier .bubble').length).toBeGreaterThan(3) })
    await fireEvent.keyDown(document.body, { key: 'Escape' })
    await waitFor(() => { expect(screen.queryByText('k2 里说的话')).toBeNull() })
    expect(row?.isConnected).toBe(true)
    expect(screen.router.currentRoute.value.params['conversation']).toBe('c0')
  })

  it('has nothing to open for what came up in the contact beside it', async () => {
    const { list } = await reading()
    expect((await list.findByText('利息怎么算', { selector: 'b' })).closest('button')).toBeNull()
  })

  it('says that there is nothing, and that it did not load', async () => {
    const empty = await reading((house) => { house.known = [] })
    await empty.list.findByText('没有往来')
    cleanup()
    const failed = await reading((house) => { house.fails = true })
    await failed.list.findByText('往来没有载入', {}, { timeout: 3000 })
    failed.house.fails = false
    await failed.press('重试')
    await failed.list.findByText('提前结清')
  })

  it('is one key away, and another key leads back to what holds', async () => {
    const { screen } = await reading()
    const chosen = () => screen.getByRole('tab', { selected: true, name: /^(当前|往来)$/, hidden: true }).textContent
    expect(chosen()).toContain('往来')
    await fireEvent.keyDown(document.body, { key: 's' })
    await waitFor(() => { expect(chosen()).toContain('当前') })
    await fireEvent.keyDown(document.body, { key: 'h' })
    await waitFor(() => { expect(chosen()).toContain('往来') })
  })
})

describe('pages of it', () => {
  const [one, two, three] = ['1', '2', '3'].map((id, place) => dealing(id, 'contact', { at: ago(place * 86_400) }))

  it('are joined where they touch, each thing once', () => {
    if (!one || !two || !three) throw new Error('three of them')
    expect(older([one, two], [two, three])).toEqual([three])
    expect([touches([one, two], [two, three]), touches([one], [three])]).toEqual([true, false])
    expect(daysOf([one, { ...two, at: one.at }, three]).map(({ dealings }) => dealings.length)).toEqual([2, 1])
  })
})
