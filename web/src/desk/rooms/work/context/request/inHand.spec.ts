import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import { InHandHouse, ask } from '../../../../testing/inHand.ts'
import { visit } from '../../../../testing/visit.ts'
import { mayMove, sendable, takesWords } from './stand.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

async function talking() {
  const house = new InHandHouse()
  const screen = await visit(house, { path: '/work/c0' })
  const card = await screen.findByRole('region', { name: '办理中', hidden: true })
  const press = async (name: string) => fireEvent.click(await within(card).findByRole('button', { name, hidden: true }))
  const steps = () => screen.line.posts.filter(({ path }) => path.includes('/request'))
  return { ...screen, house, card, press, steps }
}

describe('the request in hand', () => {
  it('shows what is asked, and takes the answer for the customer', async () => {
    const { card, press, steps } = await talking()
    within(card).getByText('办理提前结清')
    within(card).getByText(/办完后接着办：开结清证明/)
    await press('消费贷 0012')
    await within(card).findByText('客服代填')
    expect(steps().map(({ path, body }) => [path, (body as { button: string }).button])).toEqual([
      ['desk/conversations/c0/request/steps', 'pick:1.loan.a'],
    ])
  })

  it('takes words too', async () => {
    const { card, press, steps } = await talking()
    await fireEvent.update(within(card).getByLabelText('替客户填写'), ' 尾号0012 ')
    await press('填入')
    await waitFor(() => { expect(steps()).toHaveLength(1) })
    expect(steps()[0]?.body).toMatchObject({ text: '尾号0012', language: 'zh' })
  })

  it('asks how the identity was checked, and agrees only after a second word', async () => {
    const { card, press, steps, ...screen } = await talking()
    await press('消费贷 0012')
    await fireEvent.update(await within(card).findByLabelText('如何核实了客户身份'), '核对了证件后四位')
    await press('已核实身份')
    await within(card).findByText('1,234.56元')
    expect(steps().at(-1)?.body).toMatchObject({ identity_checked: true, reason: '核对了证件后四位' })
    await press('代客户确认')
    const dialog = await screen.findByRole('dialog', { name: '代客户确认' })
    expect(steps()).toHaveLength(2)
    await fireEvent.click(within(dialog).getByRole('button', { name: '客户已同意，确认办理' }))
    await waitFor(() => { expect(steps().at(-1)?.body).toMatchObject({ button: 'yes:d1' }) })
    await waitFor(() => { expect(screen.queryByRole('region', { name: '办理中', hidden: true })).toBeNull() })
  })

  it('is sent to the customer, or given back with the conversation', async () => {
    const { press, steps, ...screen } = await talking()
    await press('发给客户填写')
    await screen.findByText('已发给客户')
    expect(steps().map(({ path }) => path)).toEqual(['desk/conversations/c0/request/card'])
    await press('交还机器人')
    await screen.findByRole('dialog', { name: '交还机器人' })
  })

  it('is reached by a key', async () => {
    const { card } = await talking()
    await within(card).findByText('办理提前结清')
    await fireEvent.keyDown(document.body, { key: 'f' })
    expect(document.activeElement?.textContent).toContain('消费贷 0012')
  })
})

it('knows what the customer can answer herself', () => {
  const { inHand } = new InHandHouse()
  expect([sendable(inHand), takesWords(inHand)]).toEqual(['ask', true])
  expect(sendable({ ...inHand, stand: [] })).toBeNull()
  expect(sendable({ ...inHand, request: null, stand: [ask] })).toBeNull()
  expect(mayMove(undefined)).toBe(false)
})
