/** The invented house with a request in hand: a question, more proof, a card, an end. */
import type { RequestInHand, Stand } from '../api/inHand.ts'
import type { Answer } from './entrance.ts'
import { DeskHouse } from './house.ts'

const both = (zh: string) => ({ zh, en: `in English: ${zh}` })
const ok = (body: unknown): Answer => ({ status: 200, body })

export const ask: Stand = {
  kind: 'buttons', text: '要提前结清哪一笔借款？',
  buttons: [
    { id: 'pick:1.loan.a', label: '消费贷 0012' }, { id: 'pick:1.loan.b', label: '消费贷 0034' },
    { id: 'cancel', label: '取消办理' },
  ],
}
const proof: Stand = { kind: 'card', card: 'step_up', text: '办理前需要再核实一次身份。', buttons: [{ id: 'cancel', label: '取消办理' }] }
const card: Stand = {
  kind: 'card', card: 'confirm', title: '请核对：提前结清', lines: [{ label: '扣款金额', value: '1,234.56元' }],
  consent: '同意扣款。', buttons: [{ id: 'yes:d1', label: '确认办理' }, { id: 'cancel', label: '取消办理' }],
}

export class InHandHouse extends DeskHouse {
  inHand: RequestInHand = {
    request: { flow: 'settle', name: both('办理提前结清'), level: 'A2', known_at: 'A1', is_submitted: false, slots: [] },
    waiting: [both('开结清证明')], stand: [ask], opening: '“办理提前结清”我接着为您办。要提前结清哪一笔借款？',
  }

  constructor() {
    super({ mine: 1 })
  }

  override answer(method: string, path: string, body: Record<string, unknown> = {}): Answer {
    const [, end] = path.split('/request')
    if (end === undefined || !path.startsWith('desk/conversations')) return super.answer(method, path, body)
    if (end === '/steps') this.step(body)
    return ok(end === '/card' ? { message: 'm9', seq: 9 } : this.inHand)
  }

  private step({ button, identity_checked: checked }: Record<string, unknown>): void {
    const { request } = this.inHand
    if (!request) return
    if (button === 'cancel' || button === 'yes:d1') {
      this.inHand = { request: null, waiting: [], stand: [], opening: null }
    } else if (checked === true) {
      this.inHand = { ...this.inHand, request: { ...request, known_at: 'A3' }, stand: [card] }
    } else {
      const loan = { slot: 'loan', name: both('借款'), value: both('消费贷 0012'), by: 'agent' as const }
      this.inHand = { ...this.inHand, request: { ...request, slots: [loan] }, stand: [proof] }
    }
  }
}
