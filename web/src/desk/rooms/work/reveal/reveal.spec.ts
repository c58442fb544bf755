import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { CLEAR, MASKED, RightsHouse } from '../../../testing/rights.ts'
import { visit } from '../../../testing/visit.ts'

beforeEach(() => { vi.useFakeTimers({ shouldAdvanceTime: true }) })
afterEach(() => {
  cleanup()
  localStorage.clear()
  vi.useRealTimers()
})

async function talking() {
  const house = new RightsHouse()
  const screen = await visit(house, { path: '/work/c0' })
  const log = await screen.findByRole('log')
  const spot = () => within(log).findByRole('button', { name: new RegExp(MASKED.replaceAll('*', '\\*')) })
  const dialog = () => screen.findByRole('dialog')
  const shows = async (password?: string) => {
    await fireEvent.click(await spot())
    const box = await dialog()
    if (password) await fireEvent.update(await within(box).findByLabelText('密码或动态验证码'), password)
    await fireEvent.click(within(box).getByRole('button', { name: '查看' }))
  }
  return { ...screen, house, spot, dialog, shows }
}

const reveals = (posts: { path: string, body: unknown }[]) => posts.filter(({ path }) => path.endsWith('/reveals'))

describe('a masked span', () => {
  it('offers only the reasons that serve', async () => {
    const screen = await talking()
    await fireEvent.click(await screen.spot())
    const box = await screen.dialog()
    await within(box).findByLabelText('调查投诉')
    expect(within(box).queryByLabelText('关怀与帮扶')).toBeNull()
  })

  it('stands in clear for its time, and nowhere after it', async () => {
    const screen = await talking()
    await screen.shows('her own password')
    await screen.findByText(CLEAR)
    expect(reveals(screen.line.posts)).toEqual([
      { path: 'desk/conversations/c0/reveals', body: { message: 'm5', span: 0, reason: 'investigate' } },
    ])
    const queries = screen.cache.getQueryCache().getAll().map(({ state }) => state.data)
    expect(queries.length).toBeGreaterThan(2)
    expect(JSON.stringify([queries, screen.cache.getMutationCache().getAll()])).not.toContain(CLEAR)
    expect(JSON.stringify([localStorage, sessionStorage])).not.toContain(CLEAR)

    vi.advanceTimersByTime(61_000)
    await screen.spot()
    expect(document.documentElement.textContent).not.toContain(CLEAR)
  })

  it('says when the password is wrong, without asking for the value', async () => {
    const screen = await talking()
    await screen.shows('not hers')
    expect((await screen.findByRole('alert')).textContent).toContain('密码或验证码不正确')
    expect(reveals(screen.line.posts)).toEqual([])
  })

  it('says when the values of a day are used up', async () => {
    const screen = await talking()
    screen.house.left = 0
    await screen.shows('her own password')
    expect((await screen.findByRole('alert')).textContent).toContain('今天的 2 次已用完')
  })

  it('is masked again when she goes on to another customer', async () => {
    const screen = await talking()
    await screen.shows('her own password')
    await screen.findByText(CLEAR)
    await screen.router.push('/work/c1')
    await waitFor(() => { expect(document.documentElement.textContent).not.toContain(CLEAR) })
    await screen.router.push('/work/c0')
    await waitFor(() => { expect(screen.queryByText(CLEAR)).toBeNull() })
  })

  it('asks for no password while she has just proved who she is', async () => {
    const screen = await talking()
    await screen.shows('her own password')
    await screen.findByText(CLEAR)
    await fireEvent.click(screen.getByRole('button', { name: /立即遮住/ }))
    await screen.shows()
    await screen.findByText(CLEAR)
    expect(screen.line.posts.filter(({ path }) => path === 'access/step-up')).toHaveLength(1)
  })
})

describe('the card', () => {
  it('says why a value stays masked, how to ask, and what is hidden altogether', async () => {
    const screen = await talking()
    const card = await screen.findByRole('region', { name: '客户', hidden: true })
    await fireEvent.click(within(card).getByRole('button', { name: /1\*+X/, hidden: true }))
    const box = await screen.dialog()
    within(box).getByText('权限表没有给您的岗位这一项')
    within(box).getByText(/请转给有权限的岗位/)
    within(card).getByText('看不到的信息（1）')
    within(card).getByText('不看住址')
  })

  it('lets a value be checked without showing it', async () => {
    const screen = await talking()
    const card = await screen.findByRole('region', { name: '客户', hidden: true })
    await fireEvent.click(within(card).getByRole('button', { name: /核对/, hidden: true }))
    const box = await screen.dialog()
    await fireEvent.update(within(box).getByLabelText('客户说的内容'), '11010519491231002X')
    await fireEvent.click(within(box).getByRole('button', { name: '核对' }))
    expect((await within(box).findByRole('status')).textContent).toContain('一致')
    await fireEvent.update(within(box).getByLabelText('客户说的内容'), '0000')
    await fireEvent.click(within(box).getByRole('button', { name: '核对' }))
    await within(box).findByText(/不一致，还可以再试 4 次/)
  })
})
