import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import { figures, OutreachHouse, trigger } from '../../testing/outreach.ts'
import { visit } from '../../testing/visit.ts'
import { linesOf } from './outreach.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

async function looking(change: (house: OutreachHouse) => void = () => undefined) {
  const house = new OutreachHouse()
  change(house)
  const screen = await visit(house, { path: '/outreach' })
  const rowOf = async (name: string) => within((await screen.findByRole('rowheader', { name: new RegExp(`^${name}`) })).closest('tr') ?? document.body)
  return { screen, house, rowOf }
}

describe('what the house does by itself', () => {
  it('says how much left, how much did not and why', async () => {
    const { screen } = await looking()
    expect((await screen.findByRole('group', { name: '发出' })).textContent).toContain('1,204')
    expect(screen.getByRole('group', { name: '撤回授权的客户' }).textContent).toContain('5')
    const why = within(screen.getByRole('region', { name: '最常见的原因' }))
    expect(why.getAllByRole('listitem').map((one) => one.textContent.replaceAll(/\s/g, ''))).toEqual(['每日服务触达31', '触发已暂停9'])
  })

  it('counts seven days where that is asked for', async () => {
    const { screen, house } = await looking()
    await fireEvent.click(await screen.findByRole('button', { name: '近 7 天' }))
    await waitFor(() => { expect(house.asked).toContain('staff/outreach/figures?days=7') })
  })

  it('pauses a trigger with a reason, and lets it run again only with another person', async () => {
    const { screen, house, rowOf } = await looking()
    await fireEvent.click((await rowOf('还款提醒')).getByRole('button', { name: /^暂停/ }))
    const dialog = within(await screen.findByRole('dialog', { name: '暂停「还款提醒」' }))
    const submit = dialog.getByRole('button', { name: '暂停' })
    expect(submit.hasAttribute('disabled')).toBe(true)
    await fireEvent.update(dialog.getByLabelText('原因'), 'wrong_text')
    await fireEvent.click(submit)
    await waitFor(async () => { expect((await rowOf('还款提醒')).getByText('已暂停')).toBeTruthy() })
    expect((await rowOf('还款提醒')).getByText(/何平 暂停于.*内容有误/)).toBeTruthy()
    await fireEvent.click((await rowOf('还款提醒')).getByRole('button', { name: /^申请恢复/, hidden: true }))
    await waitFor(async () => { expect((await rowOf('还款提醒')).getByText('等另一位同事同意。')).toBeTruthy() })
    expect(house.triggers.find(({ id }) => id === '还款提醒')?.state).toBe('asked')
  })

  it('says that it did not load', async () => {
    const { screen } = await looking((house) => { house.fails = true })
    expect((await screen.findAllByText('没有载入', {}, { timeout: 3000 })).length).toBeGreaterThan(0)
  })
})

describe('the order of triggers', () => {
  it('puts what is paused first, then what did the most', () => {
    const triggers = [trigger('扣款失败'), trigger('还款提醒'), trigger('暂停的', { state: 'paused' })]
    expect(linesOf(triggers, figures).map(({ id, counted }) => [id, counted.sent])).toEqual([
      ['暂停的', 0], ['还款提醒', 900], ['扣款失败', 304],
    ])
    expect(linesOf(triggers, undefined).map(({ counted }) => counted.sent)).toEqual([0, 0, 0])
  })
})
