import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import { timeOfDay } from '../../../../../shared/format.ts'
import type { CallWindow } from '../../../../api/callInHand.ts'
import { CallHouse } from '../../../../testing/callInHand.ts'
import { visit } from '../../../../testing/visit.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

const hours = ({ starts_at: from, ends_at: to }: CallWindow) => `${timeOfDay(from, 'zh-CN')}–${timeOfDay(to, 'zh-CN')}`

async function calling() {
  const house = new CallHouse()
  const screen = await visit(house, { path: '/work/c0' })
  const panel = await screen.findByRole('region', { name: '约定回电', hidden: true })
  const button = (name: RegExp) => within(panel).getByRole<HTMLButtonElement>('button', { name, hidden: true })
  const told = () => screen.line.posts.filter(({ path }) => path.startsWith('desk/calls')).map(({ path, body }) => [path, body])
  return { ...screen, house, panel, button, told }
}

describe('the promised call in hand', () => {
  it('shows whom to call, when and about what, the number masked', async () => {
    const { panel, house, ...screen } = await calling()
    within(panel).getByText('怎么提前还清')
    within(panel).getByText(new RegExp(hours(house.call)))
    expect(panel.textContent).toContain('138****0000')
    expect(screen.getAllByText(/约定回电 · /).length).toBeGreaterThan(0)
  })

  it('is done only after somebody was reached, also by its keys', async () => {
    const { button, told } = await calling()
    expect(button(/办完了/).disabled).toBe(true)
    await fireEvent.keyDown(document.body, { key: '6' })
    expect(told()).toEqual([])
    await fireEvent.keyDown(document.body, { key: '1' })
    await waitFor(() => { expect(button(/办完了/).disabled).toBe(false) })
    await fireEvent.keyDown(document.body, { key: '6' })
    await waitFor(() => { expect(told()).toHaveLength(2) })
    expect(told()).toEqual([
      ['desk/calls/i0/attempts', { outcome: 'reached' }],
      ['desk/calls/i0/attempts', { outcome: 'done' }],
    ])
  })

  it('is moved to one of the windows that are offered', async () => {
    const { button, panel, house, told } = await calling()
    const [later = house.call] = house.call.windows
    await fireEvent.click(button(/改约时间/))
    within(panel).getByLabelText(new RegExp(hours(later)))
    expect(told()).toEqual([])
    await fireEvent.click(button(/改约到这个时间/))
    await waitFor(() => { expect(told()).toHaveLength(1) })
    expect(told()[0]?.[1]).toEqual({ outcome: 'another_time', window: later.starts_at })
  })
})
