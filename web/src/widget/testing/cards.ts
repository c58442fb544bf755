/** The cards of a request, and a customer in front of them. */
import { within } from '@testing-library/dom'
import type {
  ConfirmContent, Entry, FactsContent, ReceiptContent, StepUpContent,
} from '../../shared/protocol.ts'
import { welcome } from '../../shared/testing/conversation.ts'
import { FakeSocket } from '../../shared/testing/fakeSocket.ts'
import { QiaoChat } from '../element.ts'
import { House, turn } from './house.ts'

customElements.define('qiao-chat', QiaoChat)

export const facts: FactsContent = {
  v: 1, kind: 'card', card: 'facts', flow: 'bill', title: '本期账单', note: '以出账为准', buttons: [{ id: 'intent:pay', label: '现在还款' }],
  lines: [{ label: '应还', value: '1,234.56 元' }, { label: '还款日', value: '12月1日' }],
}
export const confirm: ConfirmContent = {
  v: 1, kind: 'card', card: 'confirm', flow: 'day', title: '改还款日', consent: '从下一期起生效', digest: 'd1',
  lines: [{ label: '新还款日', value: '每月 15 日' }],
  buttons: [{ id: 'cancel', label: '取消' }, { id: 'change', label: '修改' }, { id: 'yes:d1', label: '确认办理' }],
}
export const proof = (change: Partial<StepUpContent> = {}): StepUpContent => ({
  v: 1, kind: 'card', card: 'step_up', flow: 'day', level: 'A2', text: '需要核实是您本人。', methods: ['code', 'id_tail'],
  buttons: [{ id: 'cancel', label: '取消' }], ...change,
})
export const receipt: ReceiptContent = {
  v: 1, kind: 'card', card: 'receipt', flow: 'day', number: 'R20261122001', title: '改还款日已受理', text: '新还款日每月 15 日', within: '1 天内生效',
  state: 'pending', document: { id: 'doc1', name: '受理回执' }, buttons: [],
}

/** The page with these entries, and what a customer does there. */
export async function shown(entries: Entry[], house = new House()) {
  const chat = house.chat()
  const element = new QiaoChat(chat, 'page')
  document.body.append(element)
  const root = element.shadowRoot?.querySelector<HTMLElement>('.root')
  if (!root) throw new Error('nothing was built')
  const screen = within(root)
  await turn()
  FakeSocket.latest.accept()
  FakeSocket.latest.tell(welcome(entries))
  await turn()
  const press = async (name: string | RegExp) => { screen.getByRole('button', { name }).click(); await turn() }
  const type = async (name: string, value: string) => {
    const field = screen.getByRole<HTMLInputElement>('textbox', { name })
    field.value = value
    field.dispatchEvent(new Event('input'))
    await turn()
    return field
  }
  const comes = async (entry: Entry) => { FakeSocket.latest.tell({ type: 'entry', entry }); await turn() }
  return { chat, house, root, screen, press, type, comes }
}

export const sent = () => FakeSocket.latest.sent('send').map(({ content }) => content)
