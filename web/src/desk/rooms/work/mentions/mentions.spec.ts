import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import { mentionOf, NotingHouse } from '../../../testing/mentions.ts'
import { visit } from '../../../testing/visit.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

async function mentioned(count = 2) {
  const house = new NotingHouse({ mine: 2 })
  house.mentions = Array.from({ length: count }, (_, index) => mentionOf(index))
  const screen = await visit(house, { path: '/work' })
  await expect.poll(() => screen.line.frames.some(({ type }) => type === 'hello')).toBe(true)
  const list = () => within(screen.getByRole('list', { name: '提到我' }))
  return { house, screen, list }
}

describe('mentions', () => {
  it('are counted at once, and M shows them', async () => {
    const { house, screen, list } = await mentioned(1)
    await screen.findByRole('tab', { name: /^提到我\s*1$/ })
    house.mentioned(mentionOf(1, { text: '@林静 新的一件' }))
    await screen.findByRole('tab', { name: /^提到我\s*2$/ })
    await fireEvent.keyDown(document.body, { key: 'm' })
    await screen.findByText('@林静 新的一件')
    expect(list().getAllByRole('button')).toHaveLength(2)
    house.mentioned(mentionOf(2, { id: 'n9', text: '@林静 又一件' }))
    await screen.findByText('@林静 又一件')
  })

  it('lead to the note, which is read then', async () => {
    const { screen, list } = await mentioned()
    await fireEvent.click(await screen.findByRole('tab', { name: /^提到我/ }))
    await waitFor(() => { expect(list().getAllByText('未读')).toHaveLength(2) })
    const [first] = list().getAllByRole('button')
    if (first) await fireEvent.click(first)
    await screen.findByRole('log')
    expect(screen.router.currentRoute.value.fullPath).toBe('/work/c0?at=2')
    await waitFor(() => { expect(document.querySelector('.meant')?.getAttribute('data-seq')).toBe('2') })
    await screen.findByRole('tab', { name: /^提到我\s*1$/ })
    await waitFor(() => { expect(list().getAllByText('未读')).toHaveLength(1) })
  })

  it('are all read at once', async () => {
    const { screen, list } = await mentioned()
    await fireEvent.click(await screen.findByRole('tab', { name: /^提到我/ }))
    await fireEvent.click(await screen.findByRole('button', { name: '全部标为已读' }))
    await waitFor(() => { expect(list().queryByText('未读')).toBeNull() })
    await screen.findByRole('tab', { name: '提到我' })
    expect(screen.queryByRole('button', { name: '全部标为已读' })).toBeNull()
  })

  it('say so where she may not look any more, and where there are none', async () => {
    const { house, screen, list } = await mentioned(1)
    house.cannotTake.add('c0')
    await fireEvent.click(await screen.findByRole('tab', { name: /^提到我/ }))
    await fireEvent.click(await waitFor(() => list().getByRole('button')))
    await screen.findByText('你已不能查看这个会话，请直接联系提到你的同事')
    cleanup()
    const { screen: other } = await mentioned(0)
    await fireEvent.click(await other.findByRole('tab', { name: '提到我' }))
    await other.findByText('没有人提到你')
  })

  it('are gone to from any page', async () => {
    const { screen } = await mentioned(1)
    await screen.router.push('/account')
    await waitFor(() => { expect(screen.queryByRole('tab', { name: /^提到我/ })).toBeNull() })
    await fireEvent.keyDown(document.body, { key: 'm' })
    await screen.findByText(mentionOf(0).text)
  })
})
