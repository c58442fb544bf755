/** The invented house with advice for the conversation in hand. */
import type { Act, Assist, NextStep, SimilarCases } from '../api/assist.ts'
import type { Answer } from './entrance.ts'
import { DeskHouse } from './house.ts'
import { ago } from './scenes.ts'

const both = (zh: string) => ({ zh, en: `in English: ${zh}` })

export const stepOf = (id: string, act: Partial<Act>, change: Partial<NextStep> = {}): NextStep => ({
  id, rank: 'work', step: both(`${id} 的做法`), why: both(`${id} 的理由`),
  act: { do: 'begin', intent: null, skill: null, kind: null, name: null, words: null, ...act }, ...change,
})

export class AssistHouse extends DeskHouse {
  fails = false
  assist: Assist = {
    is_open: true,
    steps: [
      stepOf('投诉', { do: 'begin', intent: 'complaint_register' }, { rank: 'complaint' }),
      stepOf('安抚', { do: 'say', words: '我来跟到底。' }, { rank: 'care' }),
      stepOf('转交', { do: 'hand_on', skill: 'complaint' }),
    ],
    matter: { intent: 'early_settlement_apply', name: both('提前结清') },
    mood: [{ seq: 1, label: 'neutral', intensity: 0 }, { seq: 2, label: 'angry', intensity: 2 }],
    risk: {
      level: 'high', register: 'complaint_register',
      reasons: [
        { factor: 'regulator', weight: 40, why: both('提到监管部门') }, { factor: 'again', weight: 25, why: both('三天内来过 2 次') },
      ],
    },
    articles: [{ article: 'early', title: '提前还款', text: '提前还款不收费。', version: '2026-11-01' }],
  }

  similar: SimilarCases = {
    cases: 12, other: 1, minutes: 6,
    outcomes: [{ n: 9, state: 'completed', request: both('办理提前结清') }, { n: 2, state: 'unsolved', request: null }],
    hers: [{ contact: 'k9', number: 'C9-K2', reason: 'solved', closed_at: ago(90_000) }],
  }

  constructor() {
    super({ mine: 1 })
    this.colleagues = { colleagues: [], teams: [], skills: [{ id: 'complaint', name: both('投诉处理') }] }
  }

  override answer(method: string, path: string, body = {}): Answer {
    const [, what] = /^desk\/conversations\/c0\/(assist(?:\/similar)?)$/.exec(path) ?? []
    if (what && this.fails) return { status: 503, body: { error: 'Unavailable', params: {} } }
    if (what === 'assist') return { status: 200, body: this.assist }
    if (what) return { status: 200, body: this.similar }
    if (method === 'POST' && path.endsWith('/c0/request/steps')) {
      return { status: 409, body: { error: 'NothingUnderWay', params: {} } }
    }
    return super.answer(method, path, body)
  }
}
