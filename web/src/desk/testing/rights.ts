/** The invented house with masked values and the rules by which they are seen; it refuses as the real one does. */
import type { Entry } from '../../shared/protocol.ts'
import type { Sight, View, Work } from '../api/wire.ts'
import type { Answer } from './entrance.ts'
import { DeskHouse } from './house.ts'

export const CLEAR = '15011112222'
export const MASKED = '150****2222'

const ok = (body: unknown): Answer => ({ status: 200, body })
const refused = (status: number, error: string, params: object = {}): Answer => ({ status, body: { error, params } })
const both = (zh: string) => ({ zh, en: `in English: ${zh}` })

const phone: Sight = {
  name: both('手机号'), shown: true, right: 'masked', form: null, rule: 'cmp-phone', acts: ['dial'],
  clear: { reveal: true, step_up: true, purposes: ['complaint'] },
}
const idNumber: Sight = {
  name: both('证件号码'), shown: true, right: 'masked', form: null, rule: 'cmp-id', acts: ['match'],
  clear: { reveal: false, because: 'no_grant', why: both('权限表没有给您的岗位这一项'), ask: both('请转给有权限的岗位') },
}
const address: Sight = {
  name: both('住址'), shown: false, rule: 'cmp-address', because: 'forbidden', why: both('不看住址'), ask: both('请转办'),
}

export class RightsHouse extends DeskHouse {
  /** How many values she may still open. */
  left = 2
  readonly view: View = {
    purpose: 'complaint', purposes: [{ id: 'complaint', name: both('处理投诉') }],
    fields: { phone, id_number: idNumber, address },
  }

  private hasProved = false

  constructor() {
    super({ mine: 2 })
  }

  override answer(method: string, path: string, body: Record<string, unknown> = {}): Answer {
    if (path === 'access/reveal-reasons') return ok(this.reasons())
    if (path === 'access/step-up') return this.stepUp(body)
    if (path.endsWith('/break-glass')) return ok({ requests: [] })
    if (path.endsWith('/reveals')) return this.reveal(body)
    if (path.endsWith('/matches')) return ok({ matches: body['said'] === '11010519491231002X', tries_left: 4 })
    const answer = super.answer(method, path, body)
    return method === 'GET' && /^desk\/conversations\/[^/]+$/.test(path) ? ok(this.seen(answer.body as Work)) : answer
  }

  private reasons() {
    const investigate = { id: 'investigate', name: both('调查投诉'), purposes: ['complaint'], breaks_glass: false }
    const care = { id: 'care_for', name: both('关怀与帮扶'), purposes: ['care'], breaks_glass: false }
    return { reasons: [investigate, care], a_day: 2, glass: { fields: [] } }
  }

  private stepUp({ password }: Record<string, unknown>): Answer {
    if (password !== 'her own password') return refused(403, 'StepUpRefused')
    this.hasProved = true
    return ok({ until: new Date(Date.now() + 300_000).toISOString() })
  }

  private reveal({ reason }: Record<string, unknown>): Answer {
    if (!this.hasProved) return refused(403, 'StepUpNeeded')
    if (reason !== 'investigate') return refused(422, 'ReasonUnknown')
    if (this.left === 0) return refused(429, 'RevealsUsedUp', { a_day: 2 })
    this.left -= 1
    return ok({
      id: 'r1', field: 'phone', value: CLEAR, until: '', seconds: 60, watermark: '林静 demo-agent', left_today: this.left,
    })
  }

  private seen(work: Work): Work {
    const entries = work.entries.map((entry): Entry => entry.kind === 'message' && entry.message.id === 'm5'
      ? {
          ...entry,
          message: {
            ...entry.message,
            content: { v: 1, kind: 'text', text: `打我新号码${MASKED}` },
            masks: [{ span: 0, field: 'phone', start: 5, end: 16 }],
          },
        }
      : entry)
    const value = { id: 'v1', field: 'id_number', masked: '1****************X', source: 'lender', rule: 'cmp-id' }
    return {
      ...work, entries, view: this.view, subject: 'complaint_register',
      customer: { ...work.customer, fields: [{ ...value, as_of: new Date().toISOString() }] },
    }
  }
}
