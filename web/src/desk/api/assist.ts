/** What helps to decide, as docs/reference/protocol.md section 2 says it. */
import { call } from './http.ts'
import type { Both } from './wire.ts'

export type Do =
  | 'begin' | 'request' | 'identity' | 'standing' | 'say' | 'article' | 'history' | 'hand_on' | 'consult' | 'return' | 'close'
/** The one action by which a step is taken; of each kind what it has. */
export interface Act {
  do: Do
  intent: string | null
  skill: string | null
  kind: 'flag' | 'hold' | null
  name: string | null
  words: string | null
}
export interface NextStep {
  id: string
  rank: 'danger' | 'complaint' | 'care' | 'promise' | 'work' | 'end'
  step: Both
  why: Both
  act: Act
}
export interface FeltMessage { seq: number, label: string, intensity: number }
export interface FoundArticle { article: string, title: string, text: string, version: string }
export const riskLevels = ['none', 'watch', 'high'] as const
export type RiskLevel = typeof riskLevels[number]
/** How likely a complaint is, the weightiest reason first; `register` is the request that registers one. */
export interface Risk {
  level: RiskLevel
  reasons: { factor: string, weight: number, why: Both }[]
  register: string | null
}
/** `is_open`: there is a contact, and this post may read it. */
export interface Assist {
  is_open: boolean
  steps: NextStep[]
  matter: { intent: string, name: Both } | null
  mood: FeltMessage[]
  /** Null for what is in nobody's hands and waits for nobody. */
  risk: Risk | null
  articles: FoundArticle[]
}
export interface CaseOutcome { n: number, state: string, request: Both | null }
/** Numbers alone of others, none where they are too few; `hers` are the customer's own earlier contacts. */
export interface SimilarCases {
  cases: number
  outcomes: CaseOutcome[]
  other: number
  minutes: number | null
  hers: { contact: string, number: string, reason: string | null, closed_at: string }[]
}

const of = (conversation: string) => `desk/conversations/${encodeURIComponent(conversation)}/assist`

export const fetchAssist = (conversation: string) => call<Assist>('GET', of(conversation))
export const fetchSimilar = (conversation: string) => call<SimilarCases>('GET', `${of(conversation)}/similar`)
