/** The invented house with complaints; it offers, asks and refuses as the real one does, as far as one story needs. */
import type {
  Act, Classes, Complaint, ComplaintAct, ComplaintChoices, ComplaintItem, Decision, NewComplaint, NewMember,
  SheetReport, Together, Wish,
} from '../api/complaints.ts'
import type { Me, Post } from '../api/wire.ts'
import { me, ok, refused, type Answer } from './entrance.ts'
import { DeskHouse } from './house.ts'
import { ago, ahead } from './scenes.ts'

const HOUR_S = 3600
const sun = { id: me.staff.id, name: me.staff.name }
const ACTS: Record<string, Act[]> = {
  new: ['taken'],
  working: ['contacted', 'noted', 'classified', 'linked', 'joined', 'carried_on', 'opinion_asked', 'paused', 'decision_proposed', 'handed_on'],
  asked: ['noted', 'handed_on'],
}

export const complaintOf = (id: string, change: Partial<ComplaintItem> = {}): ComplaintItem => ({
  id, number: `T${id}`, subject: { zh: '利息和费用', en: 'Interest and fees' }, state: 'open', phase: 'new', pressing: 0,
  opened_at: ago(HOUR_S), due_at: ahead(15 * 24 * HOUR_S), house_due_at: ahead(10 * 24 * HOUR_S), closed_at: null,
  handler: null, has_conflict: false, wants_call: false, from: 'self', outside_due_at: null, is_repeated: false, redress: null, ...change,
})

export class ComplaintsHouse extends DeskHouse {
  post: Post = 'complaint_officer'
  listFails = false
  items = [complaintOf('c1'), complaintOf('c2', { subject: { zh: '催收', en: 'Debt collection' }, house_due_at: ago(30 * HOUR_S), pressing: 2 })]
  readonly history = new Map<string, ComplaintAct[]>()
  readonly looks: string[] = []
  asked: Complaint['ask'] = null
  classes: Classes | null = null
  members: Together[] = []

  override answer(method: string, path: string, body: Record<string, unknown> = {}): Answer {
    const answer = super.answer(method, path, body)
    if (path === 'staff/me' && answer.status === 200) {
      const known = answer.body as Me
      return ok({ ...known, staff: { ...known.staff, post: this.post }, pages: ['work', 'complaints'], may: [] })
    }
    if (!path.startsWith('staff/complaints')) return answer
    const [address = '', query = ''] = path.split('?')
    const [, , id, what] = address.split('/')
    if (id === undefined && method === 'POST') return this.register(body as unknown as NewComplaint)
    if (id === undefined) return this.listFails ? refused(503, 'Unavailable') : this.list(new URLSearchParams(query))
    if (id === 'choices') return ok(choices)
    if (id === 'who') return body['said'] === 'U900001' ? ok({ customer: 'p1', kind: 'customer', name: '测**', phones: [] }) : refused(404, 'OtherNotFound')
    if (id === 'imports') return ok(sheet(what === 'preview'))
    const found = this.items.find((one) => one.id === id)
    if (!found) return refused(404, 'ComplaintNotFound')
    if (what === 'letter') return this.letter(body as unknown as Decision)
    if (what === 'files') return refused(404, 'FileNotFound')
    if (what === 'members') return this.takesIn(body as unknown as NewMember)
    if (what === 'joinings') return this.takesIn({ name: String(body['number']) })
    if (what === 'partings') { this.members = []; return ok({ id: 'c7', number: 'Tc7' }) }
    if (what === 'acts') return this.does(found, body as unknown as Wish)
    this.looks.push(id)
    return ok(this.shown(found))
  }

  private list(asked: URLSearchParams): Answer {
    const fits = this.items.filter(({ phase, handler }) =>
      phase === (asked.get('phase') ?? phase)
      && (!asked.has('mine') || handler?.id === sun.id) && (!asked.has('awaits_me') || phase === 'asked'))
    const counted = (phase: string) => this.items.filter((one) => one.phase === phase).length
    const counts = {
      new: counted('new'), working: counted('working'), paused: 0, asked: counted('asked'), agreed: counted('agreed'),
      mine: this.items.filter(({ handler }) => handler?.id === sun.id).length, awaits_me: counted('asked'),
      escalated: this.items.filter(({ pressing }) => pressing >= 2).length, late: 0,
      owed: this.items.filter(({ redress }) => redress === 'refused').length,
    }
    return ok({ items: fits, counts, next: null })
  }

  private register(wish: NewComplaint): Answer {
    const alike = this.items.find((one) => wish.number !== undefined && !wish.is_another && one.id === 'c1')
    if (alike) return refused(409, 'LikelyKnown', { complaints: [{ id: alike.id, number: alike.number }] })
    this.items = [...this.items, complaintOf('c9', { from: wish.source })]
    return ok({ id: 'c9', number: 'Tc9', due_on: '2026-12-13', is_new: true })
  }

  private shown(item: ComplaintItem): Complaint {
    const isShown = item.handler !== null
    return {
      ...item, source: '测试办法第三号', extensions: 0, is_verification: false, pause: null, opinions: [], ask: this.asked,
      acts: this.post === 'team_leader' ? this.asked ? ['agreed', 'refused'] : [] : ACTS[item.phase] ?? [],
      clocks: [
        { clock: 'legal', state: 'running', due_at: item.due_at, days: 15 },
        { clock: 'house', state: 'running', due_at: item.house_due_at ?? item.due_at, days: 10 },
        { clock: 'contact', state: 'running', due_at: ahead(20 * HOUR_S), days: 0 },
      ],
      officers: [{ id: 's9', name: '测试吴静' }], shown: isShown, conversation: null, facts: isShown ? '上月多收三百' : null,
      demand: isShown ? '退钱' : null, phone: null, history: isShown ? this.history.get(item.id) ?? [] : [],
      brought: isShown ? brought : null, redresses: isShown ? [] : null, classes: isShown ? this.classes : null, suggested: isShown ? { business: 'pricing' } : null,
      earlier: null, leading: null, members: this.members, may_part: item.phase === 'working',
    }
  }

  private takesIn({ name }: Pick<NewMember, 'name'>): Answer {
    if (name === '测试第六人') return refused(409, 'TooManyTogether', { most: 50, representatives: 5 })
    this.members = [{ id: 'c7', number: 'Tc7', state: 'open' }]
    return ok({ id: 'c7', number: 'Tc7', due_on: '2026-12-13', is_new: true })
  }

  private letter({ result, reasons, letter }: Decision): Answer {
    const missing = [...(result ? [] : ['result']), ...(reasons ? [] : ['reasons'])]
    return ok({ letter: letter ?? `决定书：${result}。理由：${reasons}`, missing, level: 1 })
  }

  private does(found: ComplaintItem, { act, words, ...wish }: Wish): Answer {
    const can = this.shown(found).acts
    if (!can.includes(act)) return refused(409, 'ActNotPossible', { act, because: 'has_handler', instead: can })
    const done = this.history.get(found.id) ?? []
    this.history.set(found.id, [...done, {
      seq: done.length, kind: act, at: ago(1), by: 'staff', staff: sun, facts: { ...wish },
      words: { ...(words ? { words } : {}), ...(wish.result ? { letter: `决定书：${wish.result}` } : {}) },
    }])
    const change: Partial<ComplaintItem> = act === 'taken' ? { phase: 'working', handler: sun }
      : act === 'decision_proposed' ? { phase: 'asked' } : act === 'agreed' ? { phase: 'agreed' } : {}
    this.classes = wish.classes ?? this.classes
    this.asked = act === 'decision_proposed' ? { what: 'decision', level: 1 } : act === 'agreed' ? null : this.asked
    const changed = { ...found, ...change }
    this.items = this.items.map((one) => one === found ? changed : one)
    return ok(this.shown(changed))
  }
}

const named = (id: string, zh: string) => ({ id, name: { zh, en: id } })
const brought: Complaint['brought'] = {
  relation: 'proxy', channel: 'letter', name: '测**', proof: '授权委托书', broker: null, handed_over_by: null, registered_at: ago(HOUR_S),
  references: [{ source: 'court', reference: '(2026)测001' }],
}
const sheet = (isPreview: boolean): SheetReport => ({
  counts: { new: 1, known: 0, problem: 1 },
  lines: [
    { line: 2, what: 'new', reference: 'ZB001', received_on: '2026-11-20', subject: 'fees', number: isPreview ? null : 'TZB001', because: null, field: null },
    { line: 3, what: 'problem', reference: 'ZB002', received_on: null, subject: 'fees', number: null, because: 'not_a_day', field: 'received_on' },
  ],
})
const choices: ComplaintChoices = {
  departments: [named('product', '产品部')],
  pause_reasons: [{ ...named('examination', '等待外部鉴定'), stops_the_law: true }, { ...named('records', '等待调取记录'), stops_the_law: false }],
  outcomes: [named('upheld', '投诉属实'), named('partly', '部分属实')],
  subjects: [named('fees', '利息和费用')],
  classes: [
    { ...named('business', '业务类别'), needed: true, codes: [named('pricing', '利率与收费')] },
    { ...named('responsibility', '责任'), needed: true, codes: [named('ours', '我方责任')] },
    { ...named('harm', '影响'), needed: false, codes: [named('none', '没有损失')] },
  ],
}
