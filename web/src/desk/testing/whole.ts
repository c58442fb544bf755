/** The invented house with all that is known of a customer. */
import type { Life, Tag, TagReason, Touch } from '../api/whole.ts'
import type { Sight, View } from '../api/wire.ts'
import type { Answer } from './entrance.ts'
import { DeskHouse } from './house.ts'
import { ago } from './scenes.ts'

const DAY_S = 86_400
const both = (zh: string) => ({ zh, en: `in English: ${zh}` })
const shown = (name: string): Sight => ({
  name: both(name), shown: true, right: 'read', form: null, rule: 'r', acts: [], clear: null,
})
const unseen = (name: string): Sight => ({
  name: both(name), shown: false, rule: null, because: 'post', why: both(`岗位看不到${name}`), ask: both('请找主管'),
})

const stage = (id: string, zh: string, group = 'borrowing') => ({ id, code: null, group, name: both(zh) })
const step = (loan: string | null, zh: string, days: number, change = {}) => ({
  loan, before: null, stage: stage(zh, zh), at: ago(DAY_S * days), by_event: true, is_allowed: true, ...change,
})

export const reason = (change: Partial<TagReason>): TagReason => ({
  trait: null, name: null, about: [both('扣款失败')], asked: {}, found: null, as_of: null, fits: true, ...change,
})
export const tag = (id: string, group: Tag['group'], reasons: TagReason[]): Tag => ({
  id, version: 1, group, name: both(id), reasons, next_on: null,
})
export const touch = (id: string, change: Partial<Touch> = {}): Touch => ({
  id, trigger: id, trigger_name: both(id), kind: 'S', channel: 'sms', channel_name: both('短信'), topic: 'due:L1',
  source: 'house', state: 'sent', asked_at: ago(3600), left_at: ago(3600), until: null, is_connected: null,
  decisions: [{ at: ago(3600), ruling: 'send', until: null, rules: 'v1', reasons: [] }], ...change,
})

export class WholeHouse extends DeskHouse {
  fails = false
  hides: string[] = []
  life: Life = {
    group: 'borrowing', group_name: both('借款中'), stage: stage('overdue', '逾期'), since: ago(DAY_S),
    loans: [{ loan: 'LN-1', stage: stage('overdue', '逾期 1–30 天', 'overdue'), since: ago(DAY_S) }],
    line: [
      step(null, '已注册', 90), step(null, '已实名', 80), step('LN-1', '放款成功', 60), step(null, '还款中', 60),
      step('LN-1', '正常', 59), step('LN-1', '逾期 1–30 天', 1, { by_event: false }), step(null, '逾期', 1, { by_event: false }),
    ],
    events: [
      { type: 'account.registered', name: both('注册'), loan: null, at: ago(DAY_S * 90), facts: {} },
      { type: 'deduction.failed', name: both('扣款失败'), loan: 'LN-1', at: ago(DAY_S), facts: { amount_fen: 60_000, reason: 'E01' } },
    ],
  }

  tags: Tag[] = [
    tag('当前逾期', 'risk', [reason({ about: [both('逾期')], asked: { loans: ['overdue'] } })]),
    tag('可能需要纾困', 'need', [
      reason({ asked: { events: ['deduction.failed'], within: 60, between: [2, null] }, found: 2, as_of: '2026-11-20' }),
    ]),
  ]

  touches: Touch[] = [
    touch('还款日提醒'),
    touch('新品推荐', {
      kind: 'M', state: 'dropped', left_at: null,
      decisions: [{
        at: ago(7200), ruling: 'drop', until: null, rules: 'v1',
        reasons: [
          { gate: 'silence', rule: 'overdue', words: both('有逾期'), then: 'drop', until: null },
          { gate: 'withheld', rule: 'withheld', words: null, then: 'drop', until: null },
        ],
      }],
    }),
  ]

  constructor() {
    super({ mine: 1 })
  }

  override answer(method: string, path: string, body = {}): Answer {
    const [, what] = /^desk\/conversations\/c0\/(lifecycle|tags|touches)(?:\?.*)?$/.exec(path) ?? []
    if (what === undefined) return super.answer(method, path, body)
    if (this.fails) return { status: 503, body: { error: 'Unavailable', params: {} } }
    return { status: 200, body: { ...this.part(what), view: this.view() } }
  }

  private part(what: string): object {
    if (what === 'lifecycle') return { records: this.hides.includes('loans') ? [] : [this.life] }
    if (what === 'tags') return { records: this.hides.includes('profile_tags') ? [] : [{ tags: this.tags, traits: [] }] }
    return { touches: this.hides.includes('consents') ? [] : this.touches, has_more: false }
  }

  private view(): View {
    const names = { loans: '借款', profile_tags: '画像标签', consents: '授权' }
    const fields = Object.entries(names).map(([id, name]) => [id, this.hides.includes(id) ? unseen(name) : shown(name)])
    return { purpose: 'service', purposes: [], fields: Object.fromEntries(fields) as View['fields'] }
  }
}
