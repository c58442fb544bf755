import { cleanup, fireEvent, within } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { gravest, openOf, takenSince } from '../../../live/alerts.ts'
import { claimRings, letSound } from '../../../live/rung.ts'
import { agentOf, alertOf, FloorHouse, talkOf } from '../../../testing/floor.ts'
import { visit } from '../../../testing/visit.ts'

const chime = vi.hoisted(() => vi.fn())
vi.mock('../../../live/useRing.ts', async (original) => ({ ...await original<object>(), chime }))

const acknowledged = { by: '测试班长', at: '2026-11-23T04:01:00Z' }

beforeEach(() => {
  localStorage.clear()
  chime.mockClear()
  document.title = '桥'
})
afterEach(() => {
  cleanup()
  gravest.forEach((kind) => { letSound(kind, true) })
})

function houseWith(...alerts: ReturnType<typeof alertOf>[]): FloorHouse {
  const house = new FloorHouse([agentOf('测试员甲', [talkOf(1)])])
  house.floor.alerts = alerts
  return house
}

it('puts the gravest first, then what stands longest, and leaves out what somebody has noticed', () => {
  const later = { raised_at: '2026-11-23T05:00:00Z' }
  const alerts = [
    alertOf(1, { kind: 'upset' }), alertOf(2, { kind: 'wait', ...later }), alertOf(3, { kind: 'wait' }),
    alertOf(4, { acknowledged }), alertOf(5, later),
  ]
  expect(openOf(alerts).map(({ id }) => id)).toEqual(['l5', 'l3', 'l2', 'l1'])
  const known = alertOf(4, { acknowledged })
  expect(takenSince([alertOf(1), known], [alertOf(1, { acknowledged }), known])).toMatchObject([{ id: 'l1' }])
})

it('leads from a complaint that is late to the complaint', async () => {
  const late = alertOf(1, { kind: 'case_late', item: null, conversation: null, complaint: 't1', number: 'T1', agent: '测试孙' })
  const screen = await visit(houseWith(late), { path: '/floor' })
  const bar = within(await screen.findByRole('region', { name: '班组提醒' }))
  bar.getByText('测试孙 在办理')
  const [link] = await screen.findAllByRole('link', { name: /T1/ })
  expect(link?.getAttribute('href')).toContain('/complaints?complaint=t1')
})

it('lets each alert ring once for her in this browser, and for each who sits before it', async () => {
  expect(await claimRings('s1', ['a', 'b'])).toEqual(['a', 'b'])
  expect(await Promise.all([claimRings('s1', ['b', 'c']), claimRings('s1', ['c'])])).toEqual([['c'], []])
  expect(await claimRings('s2', ['a'])).toEqual(['a'])
})

describe('on a page that is not the floor', () => {
  it('shows one at a time over her work, rings once, and again neither after a reload nor for what she knows', async () => {
    const house = houseWith(alertOf(1, { kind: 'upset' }), alertOf(2, { agent: null }))
    const screen = await visit(house, { path: '/account' })
    const bar = await screen.findByRole('region', { name: '班组提醒' })
    expect(within(bar).getByRole('alert').textContent).toBe('人身风险 · C0002 · 还没有人接')
    expect(within(bar).getByText('另有 1 条')).toBeTruthy()
    expect(screen.getByRole('button', { name: '提醒：2 条还没有人看' })).toBeTruthy()
    await vi.waitFor(() => { expect(chime).toHaveBeenCalledOnce() })
    expect(document.title).toBe('【提醒】人身风险')
    house.tellFloor()
    cleanup()
    await (await visit(house, { path: '/account' })).findByRole('region', { name: '班组提醒' })
    expect(chime).toHaveBeenCalledOnce()
  })

  it('is looked at and noticed by keys, and says who noticed it elsewhere', async () => {
    const house = houseWith(alertOf(1))
    const screen = await visit(house, { path: '/wall' })
    await screen.findByRole('region', { name: '班组提醒' })
    await fireEvent.keyDown(document.body, { key: 'v' })
    // The page is fetched first.
    await vi.waitFor(() => { expect(screen.router.currentRoute.value.path).toBe('/work/c1') }, 15_000)
    await fireEvent.keyDown(document.body, { key: 'x' })
    await vi.waitFor(() => { expect(screen.queryByRole('region', { name: '班组提醒' })).toBeNull() })
    expect(screen.line.posts.at(-1)?.path).toBe('desk/floor/alerts/l1/acknowledge')
    await screen.findByText('测试班长 已知道 C0001 的提醒')
    expect(document.title).not.toContain('提醒')
  })

  it('makes no sound for the kinds she has switched off, and shows danger all the same', async () => {
    letSound('danger', false)
    const screen = await visit(houseWith(alertOf(1)), { path: '/wall' })
    await screen.findByRole('alert')
    await vi.waitFor(() => { expect(document.title).toBe('【提醒】人身风险') })
    expect(chime).not.toHaveBeenCalled()
  })
})
