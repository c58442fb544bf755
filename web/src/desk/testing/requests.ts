/** The invented house with requests of customers; it shows and refuses as the real one does. */
import type { CustomerRequest, FlowFunnel, RequestDetail } from '../api/requestsWire.ts'
import type { Me } from '../api/wire.ts'
import type { Answer } from './entrance.ts'
import { DeskHouse } from './house.ts'
import { ago } from './scenes.ts'

const ok = (body: unknown): Answer => ({ status: 200, body })
const refused = (status: number, error: string): Answer => ({ status, body: { error, params: {} } })

const request = (index: number, change: Partial<CustomerRequest> = {}): CustomerRequest => ({
  id: `r${index}`, number: `R2026112200${index}`, flow: 'change_day', name: '改还款日', state: 'completed', stage: 'verified',
  customer: { id: `p${index}`, name: '测**' }, at: ago(7200 + index), ended_at: ago(7000 + index), trouble: null, ...change,
})
const funnel: FlowFunnel = {
  flow: 'change_day', name: '改还款日', entered: 200, identified: 180, slots: 150, eligible: 120, confirmed: 100, submitted: 99, verified: 90,
  refused: 20, handed_over: 12, dropped_at: [{ slot: 'day', name: '新还款日', count: 26 }, { slot: 'loan', name: '借据', count: 4 }],
}

export class RequestsHouse extends DeskHouse {
  readonly asked: string[] = []
  /** A post that works with figures is refused single requests. */
  countsOnly = false
  items = [
    request(1),
    request(2, { flow: 'settle', name: '提前结清', state: 'stuck', stage: 'submitted', ended_at: null, trouble: 'NotAsExpected' }),
    request(3, { state: 'open', stage: 'entered', ended_at: null }),
  ]

  override answer(method: string, path: string, body: Record<string, unknown> = {}): Answer {
    const answer = super.answer(method, path, body)
    if (path === 'staff/me' && answer.status === 200) return ok({ ...answer.body as Me, pages: ['work', 'requests'], may: [] })
    if (!path.startsWith('staff/requests')) return answer
    this.asked.push(`${method} ${path}`)
    const [address = '', query = ''] = path.split('?')
    const [, , id, act] = address.split('/')
    if (id === 'funnel') return ok({ flows: [funnel] })
    if (this.countsOnly) return refused(403, 'Forbidden')
    return id ? this.one(id, act) : this.list(new URLSearchParams(query))
  }

  private list(asked: URLSearchParams): Answer {
    const fits = this.items.filter(({ state, flow }) =>
      state === (asked.get('state') ?? state) && flow === (asked.get('flow') ?? flow))
    const first = Number(asked.get('after') ?? 0)
    return ok({ items: fits.slice(first, first + 2), next: fits.length > first + 2 ? String(first + 2) : null })
  }

  private one(id: string, act: string | undefined): Answer {
    const found = this.items.find((item) => item.id === id)
    if (!found) return refused(404, 'RequestNotFound')
    if (act === 'retry') {
      this.items = this.items.map((item) => item === found ? { ...item, state: 'pending', trouble: null } : item)
      return ok({})
    }
    return ok({
      ...found,
      stands_at: found.state === 'open' ? '新还款日' : null,
      timeline: [
        { at: ago(7200), what: 'RequestEntered.entered', by: 'customer', detail: null },
        { at: ago(7100), what: 'effect.stuck', by: 'house', detail: 'repayment_day.change' },
        { at: ago(7000), what: 'RequestAdvanced.submitted', by: 'staff:s1', detail: null },
        { at: ago(6000), what: 'something.new', by: null, detail: null },
      ],
      card: { title: '改还款日', lines: [{ label: '新还款日', value: '每月 15 日' }], consent: '从下一期起生效' },
    } satisfies RequestDetail)
  }
}
