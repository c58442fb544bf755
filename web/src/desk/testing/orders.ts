/** The invented house with work orders; it offers, asks and refuses as the real one does, as far as one story needs. */
import type { Act, Order, OrderAct, OrderChoices, OrderItem, State, View, Wish } from '../api/orders.ts'
import { runningStates } from '../api/orders.ts'
import type { Me, Page } from '../api/wire.ts'
import { me, ok, refused, type Answer, type Body } from './entrance.ts'
import { DeskHouse } from './house.ts'
import { ago, ahead } from './scenes.ts'

const HOUR_S = 3600
const lin = { id: me.staff.id, name: me.staff.name }
const named = (id: string, zh: string) => ({ id, name: { zh, en: id } })
const ACTS: Partial<Record<State, Act[]>> = {
  new: ['taken', 'answered', 'asked_back', 'returned', 'handed_on', 'noted', 'task_added', 'task_done', 'priority_set'],
  answered: ['closed', 'reopened', 'noted', 'merged'],
}
const BECOMES: Partial<Record<Act, Partial<OrderItem>>> = {
  taken: { state: 'working', owner: lin }, answered: { state: 'answered', owner: lin }, closed: { state: 'done', closed_at: ago(1) },
}

export const orderOf = (id: string, change: Partial<OrderItem> = {}): OrderItem => ({
  id, number: `C${id}`, type: named('payment_not_booked', '还款未入账'), subject: '转账未入账', department: named('operations', '运营部'),
  state: 'new', owner: null, opened_by: { id: 's8', name: '测试王明' }, priority: 1, pressing: 0, opened_at: ago(HOUR_S),
  due_at: ahead(30 * HOUR_S), promised_at: null, closed_at: null, has_customer: true, is_opinion: false, ...change,
})

export class OrdersHouse extends DeskHouse {
  pages: Page[] = ['work', 'orders']
  opens = true
  listFails = false
  items = [
    orderOf('o1'), orderOf('o2', { subject: '账户冻结', department: named('risk', '风险管理部'), pressing: 2, due_at: ago(3 * HOUR_S), priority: 3 }),
    orderOf('o3', { state: 'answered', owner: { id: 's9', name: '测试何平' } }),
  ]

  views: View[] = []
  hasProved = false
  files: Order['files'] = []
  similar: Order['similar'] = []
  readonly history = new Map<string, OrderAct[]>()
  readonly asked: string[] = []

  override answer(method: string, path: string, body: Body & Record<string, unknown> = {}): Answer {
    const answer = super.answer(method, path, body)
    if (path === 'staff/me' && answer.status === 200) return ok({ ...answer.body as Me, pages: this.pages, may: [] })
    if (path === 'access/reveal-reasons') return ok({ reasons: [{ ...named('investigate', '调查投诉'), purposes: [], breaks_glass: false }], a_day: 2, glass: { fields: [] } })
    if (path === 'access/step-up') { this.hasProved = true; return ok({ until: ahead(300) }) }
    if (path.startsWith('staff/order-files/') && method === 'PUT') {
      this.files = [{ id: 'f1', name: '回单.png', size_bytes: 9, type: 'image/png', by: lin, at: ago(1) }]
      return ok({ id: 'f1' })
    }
    if (!path.startsWith('staff/orders')) return answer
    const [address = '', query = ''] = path.split('?')
    const [, , id, what] = address.split('/')
    if (id === undefined && method === 'POST') return this.open(body)
    if (id === undefined) return this.list(new URLSearchParams(query))
    if (id === 'choices') return ok({ ...choices, opens: this.opens, answers_for: this.opens ? [] : ['operations'] })
    if (id === 'board') return this.board(new URLSearchParams(query))
    if (id === 'similar') return ok({ similar: this.similar })
    if (id === 'views') return this.onView(method, what, body as unknown as View)
    if (id === 'bulk') return this.bulk(body as unknown as Wish & { ids: string[] })
    const found = this.items.find((one) => one.id === id)
    if (!found) return refused(404, 'OrderNotFound')
    if (what === 'reveals') {
      return this.hasProved
        ? ok({ id: 'r1', field: 'phone', value: '13912345678', until: ahead(60), seconds: 60, watermark: '林静', left_today: 1 })
        : refused(403, 'StepUpNeeded')
    }
    return what === 'acts' ? this.does(found, body as unknown as Wish) : ok(this.shown(found))
  }

  private fitting(asked: URLSearchParams): OrderItem[] {
    return this.items.filter((one) =>
      (asked.has('state') ? one.state === asked.get('state') : runningStates.some((state) => state === one.state))
      && one.department.id === (asked.get('department') ?? one.department.id)
      && (!asked.has('mine') || one.owner?.id === lin.id) && one.subject.includes(asked.get('text') ?? ''))
  }

  private counts() {
    const of = (state: State) => this.items.filter((one) => one.state === state).length
    return {
      new: of('new'), working: of('working'), waiting: of('waiting'), returned: of('returned'), answered: of('answered'),
      mine: 0, unowned: this.items.filter(({ owner }) => !owner).length, warned: 0, late: 1,
    }
  }

  private list(asked: URLSearchParams): Answer {
    this.asked.push(asked.toString())
    if (this.listFails) return refused(503, 'Unavailable')
    const fits = this.fitting(asked)
    const first = Number(asked.get('after') ?? 0)
    const next = fits.length > first + 3 ? { after_at: ago(1), after: String(first + 3) } : null
    return ok({ items: fits.slice(first, first + 3), counts: this.counts(), next })
  }

  private board(asked: URLSearchParams): Answer {
    const columns = runningStates.map((state) => {
      const items = this.fitting(asked).filter((one) => one.state === state)
      return { state, count: items.length + (state === 'new' ? 5 : 0), items }
    })
    return ok({ columns, counts: this.counts() })
  }

  private open(body: Record<string, unknown>): Answer {
    const made = orderOf('o9', { subject: String(body['description']) })
    this.items = [...this.items, made]
    return ok(this.shown(made))
  }

  private onView(method: string, id: string | undefined, { name, wanted, is_shared: isShared }: View): Answer {
    if (method === 'GET') return ok({ views: this.views })
    if (method === 'DELETE') {
      this.views = this.views.filter((one) => one.id !== id)
      return ok({ id })
    }
    if (this.views.some((one) => one.name === name && one.id !== id)) return refused(409, 'ViewNameTaken')
    const kept = { id: id ?? `v-${name}`, name, wanted, is_shared: isShared, is_mine: true, by: lin.name }
    this.views = [...this.views.filter((one) => one.id !== id), kept]
    return ok(kept)
  }

  private bulk({ ids, act }: Wish & { ids: string[] }): Answer {
    const results = ids.map((id) => id === 'o3'
      ? { id, error: 'OrderActNotPossible', params: { act, because: 'not_now', instead: ['closed'] } }
      : { id, error: null })
    return ok({ results, done: results.filter(({ error }) => error === null).length })
  }

  private shown(item: OrderItem): Order {
    return {
      ...item, clock: 'running', allowed: { unit: 'hours', number: 24 }, pause: null, pauses: [named('bank', '等银行回复')],
      description: '请核对到账', form: [{ ...named('amount', '金额'), kind: 'amount', value: 120_000, option: null }],
      files: this.files,
      masks: [{ part: 'description', span: 0, field: 'phone', masked: '139****5678' }],
      tasks: [{ id: '0', title: { zh: '核对流水', en: 'Look' }, done_at: null, done_by: null }], acts: ACTS[item.state] ?? ['noted'],
      to: [{ id: 's9', name: '测试何平' }], conversation: null, links: { requests: [], complaints: [] }, similar: this.similar,
      merged_into: null, merged: [], history: this.history.get(item.id) ?? [],
    }
  }

  private does(found: OrderItem, { act, words, ...wish }: Wish): Answer {
    const can = this.shown(found).acts
    if (!can.includes(act)) return refused(409, 'OrderActNotPossible', { act, because: 'has_owner', instead: can.slice(0, 1) })
    const isElsewhere = wish.department !== undefined && wish.department !== found.department.id
    if (isElsewhere) return ok({ id: found.id, number: found.number, gone: true })
    const done = this.history.get(found.id) ?? []
    this.history.set(found.id, [...done, {
      seq: done.length, kind: act, at: ago(1), by: 'staff', staff: lin, to: null, facts: { ...wish }, words: words ?? null, is_told: false,
    }])
    const changed = { ...found, ...BECOMES[act] }
    this.items = this.items.map((one) => one === found ? changed : one)
    return ok(this.shown(changed))
  }
}

const field = { required: false, sealed: false, options: {} }
const type = { by_hand: true, priority: 1 as const, allowed: { unit: 'hours' as const, number: 24 } }
const choices: Omit<OrderChoices, 'opens' | 'answers_for'> = {
  types: [
    {
      ...type, ...named('payment_not_booked', '还款未入账'), department: 'operations', description: { zh: '请核对到账', en: 'Look' },
      fields: [
        { ...field, ...named('amount', '金额'), kind: 'amount', required: true }, { ...field, ...named('paid_on', '还款日期'), kind: 'date' },
        { ...field, ...named('way', '还款方式'), kind: 'choice', required: true, options: { transfer: { zh: '对公转账', en: 'Transfer' } } },
      ],
    },
    { ...type, ...named('limit_review', '额度复核'), department: 'risk', description: { zh: '请复核', en: 'Look' }, fields: [] },
    { ...type, ...named('opinion', '投诉征求意见'), by_hand: false, department: 'legal', description: { zh: '', en: '' }, fields: [] },
  ],
  departments: [
    { ...named('operations', '运营部'), people: [{ id: 's9', name: '测试何平' }] }, { ...named('risk', '风险管理部'), people: [{ id: 's7', name: '测试郑岚' }] },
  ],
  pause_reasons: [{ ...named('bank', '等银行回复'), stops_clock: true }],
}
