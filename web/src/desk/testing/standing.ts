/** The invented house with what holds of a customer; it asks for a second person as the real one does. */
import type { CustomerStanding, Proposal, Standing, StandingBook, StandingChange } from '../api/standing.ts'
import type { Sight } from '../api/wire.ts'
import type { Answer } from './entrance.ts'
import { DeskHouse } from './house.ts'
import { ago, ahead } from './scenes.ts'

const ok = (body: unknown): Answer => ({ status: 200, body })
const refused = (status: number, error: string, params: object = {}): Answer => ({ status, body: { error, params } })
const both = (zh: string) => ({ zh, en: `in English: ${zh}` })
const written = (name: string): Sight => ({
  name: both(name), shown: true, right: 'write', form: null, rule: 'vip-flags', acts: [], clear: null,
})
const of = { scopes: [], values: [], most_days: null, second_person: [] }
const setBy = (name: string, reason: string) => ({
  source: 'staff' as const, actor: 'agent:a1', name, agreed_by: null, agreed_by_name: null, reason, cause: null,
})

export const book: StandingBook = {
  rules: [
    { ...of, kind: 'flag', name: 'elder', words: both('老年客户'), may: ['set', 'end'] },
    { ...of, kind: 'hold', name: 'collection', words: both('停催'), may: ['set', 'end'], most_days: 30, second_person: ['end'] },
    { ...of, kind: 'hold', name: 'deduction', words: both('暂停扣款'), may: [] },
    { ...of, kind: 'consent', name: 'marketing', words: both('营销推广'), may: ['set'], scopes: ['sms', 'call'] },
    { ...of, kind: 'preference', name: 'language', words: both('语言'), may: ['set', 'end'], values: ['zh', 'en'] },
  ],
  reasons: [{ id: 'customer_asked', name: both('客户要求') }, { id: 'no_longer_true', name: both('情况已经结束') }],
}

const standing = (change: Partial<Standing>): Standing => ({
  kind: 'flag', name: 'elder', words: both('老年客户'), scope: '', origin: '', value: null, from: ago(86_400 * 40),
  until: null, set: setBy('周敏', 'customer_asked'), ended: null, ...change,
})

export const elder = standing({})
export const collection = standing({
  kind: 'hold', name: 'collection', words: both('停催'), origin: 'staff', until: ahead(86_400 * 9),
})
export const lenders = standing({
  kind: 'hold', name: 'deduction', words: both('暂停扣款'), origin: 'lender:h1',
  set: { ...setBy('', 'told_by_lender'), source: 'lender', actor: 'lender', name: null },
})
export const marketing = standing({
  kind: 'consent', name: 'marketing', words: both('营销推广'), scope: 'sms', value: 'granted',
})
const before = standing({
  name: 'bereaved', words: both('家人去世'), until: ago(86_400), ended: setBy('陈晨', 'no_longer_true'),
})

export class StandingHouse extends DeskHouse {
  fails = false
  seen: CustomerStanding = {
    now: [elder, collection, lenders, marketing], later: [], before: [before], proposed: [],
    view: { purpose: 'service', purposes: [], fields: { flags: written('标记'), consents: written('授权') } },
  }

  constructor() {
    super({ mine: 1 })
  }

  override answer(method: string, path: string, body: Record<string, unknown> = {}): Answer {
    if (path === 'desk/standing') return ok(book)
    const [, end] = path.split('/standing')
    if (end === undefined) return super.answer(method, path, body)
    if (this.fails) return refused(503, 'Unavailable')
    if (method === 'GET') return ok(this.seen)
    return end === '' ? this.put(body as unknown as StandingChange) : this.decide(end, body)
  }

  /** A colleague proposed that the hold ends. */
  propose(change: Partial<Proposal> = {}): void {
    const { kind, name, words, scope, origin } = collection
    this.seen = {
      ...this.seen,
      proposed: [{
        kind, name, words, scope, origin, id: 'p1', act: 'end', value: null, until: null, reason: 'no_longer_true',
        at: ago(300), by: '周敏', is_yours: false, ...change,
      }],
    }
  }

  private put({ act, kind, name, until }: StandingChange): Answer {
    const rule = book.rules.find((one) => one.kind === kind && one.name === name)
    if (!rule?.may.includes(act)) return refused(403, 'NotTheirsToChange')
    if (act === 'set' && rule.most_days !== null && until === null) return refused(422, 'HoldsTooLong', { most_days: 30 })
    if (rule.second_person.includes(act)) {
      this.propose({ by: '林静', is_yours: true })
      return ok({ is_done: false })
    }
    const now = this.seen.now.filter((one) => one.kind !== kind || one.name !== name)
    const set = standing({ kind, name, words: rule.words, until, from: ago(0), set: setBy('林静', 'customer_asked') })
    this.seen = { ...this.seen, now: act === 'set' ? [...now, set] : now }
    return ok({ is_done: true })
  }

  private decide(end: string, { agree }: Record<string, unknown>): Answer {
    const proposal = this.seen.proposed.find(({ id }) => end.endsWith(id))
    if (!proposal) return refused(404, 'ProposalNotFound')
    const now = this.seen.now.filter(({ name }) => agree !== true || name !== proposal.name)
    const isDone = agree === true && (proposal.act === 'set' || now.length < this.seen.now.length)
    this.seen = { ...this.seen, now, proposed: [] }
    return ok({ is_done: isDone })
  }
}
