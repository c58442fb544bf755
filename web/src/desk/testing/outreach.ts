/** The invented house with what it does by itself; who pauses and who agrees are two, as at the real one. */
import type { Figures, SwitchAct, Trigger } from '../api/outreach.ts'
import type { Me } from '../api/wire.ts'
import type { Answer } from './entrance.ts'
import { DeskHouse } from './house.ts'
import { ago } from './scenes.ts'

const both = (zh: string) => ({ zh, en: `in English: ${zh}` })
const counted = { sent: 0, held: 0, dropped: 0, given_back: 0 }

export const trigger = (id: string, change: Partial<Trigger> = {}): Trigger => ({
  id, number: 1, name: both(id), kind: 'S', steps: 1, channels: ['app'], hold_out: 0, state: 'running', reason: null,
  paused: null, asked: null, may: ['pause'], ...change,
})

export const figures: Figures = {
  since: ago(3600), until: ago(-3600), totals: { sent: 1204, held: 3, dropped: 40, given_back: 2 }, reported: 7,
  triggers: [{ id: '还款提醒', name: both('还款提醒'), ...counted, sent: 900 }, { id: '扣款失败', name: both('扣款失败'), ...counted, sent: 304 }],
  channels: [{ id: 'sms', name: both('短信'), ...counted, sent: 1204 }],
  reasons: [
    { gate: 'cap', rule: 'service_a_day', words: both('每日服务触达'), number: 31 },
    { gate: 'switch', rule: 'gone', words: null, number: 9 },
  ],
  opt_outs: 5,
}

export class OutreachHouse extends DeskHouse {
  fails = false
  triggers = [trigger('扣款失败'), trigger('还款提醒'), trigger('新品推荐', { kind: 'M', hold_out: 10 })]
  readonly asked: string[] = []
  /** Somebody else is at the desk. */
  isOther = false

  override answer(method: string, path: string, body: Record<string, unknown> = {}): Answer {
    const [address = ''] = path.split('?')
    if (path === 'staff/me') {
      const answer = super.answer(method, path, body)
      return answer.status === 200 ? { status: 200, body: { ...answer.body as Me, pages: ['outreach'] } } : answer
    }
    if (!address.startsWith('staff/outreach/')) return super.answer(method, path, body)
    this.asked.push(path)
    if (this.fails) return { status: 503, body: { error: 'Unavailable', params: {} } }
    if (address.endsWith('/figures')) return { status: 200, body: figures }
    if (method === 'GET') return { status: 200, body: { items: this.triggers } }
    const id = decodeURIComponent(address.split('/')[3] ?? '')
    return this.move(id, body as unknown as { act: SwitchAct, reason: Trigger['reason'] })
  }

  private move(id: string, { act, reason }: { act: SwitchAct, reason: Trigger['reason'] }): Answer {
    if (act === 'agree' && !this.isOther) return { status: 403, body: { error: 'AnotherHasToAgree', params: {} } }
    const signed = { by: '何平', at: ago(0) }
    const changes: Record<SwitchAct, Partial<Trigger>> = {
      pause: { state: 'paused', reason, paused: signed, may: ['ask'] },
      ask: { state: 'asked', asked: signed, may: ['keep'] },
      agree: { state: 'running', reason: null, paused: null, asked: null, may: ['pause'] },
      keep: { state: 'paused', asked: null, may: ['ask'] },
    }
    this.triggers = this.triggers.map((one) => one.id === id ? { ...one, ...changes[act] } : one)
    return { status: 200, body: this.triggers.find((one) => one.id === id) }
  }
}
