/** The customer's own complaints, as they travel. */
import type { DocumentOffer } from './protocol.ts'

/** As GET /api/v1/web/complaints tells of it. `due_on` is the last day for an answer, while one is owed. */
export interface OwnComplaint {
  id: string
  number: string
  subject: { zh: string, en: string }
  state: 'open' | 'decided' | 'verifying' | 'withdrawn'
  opened_at: string
  due_on: string | null
  closed_at: string | null
}
export interface OwnStep {
  step:
    | 'received' | 'contacted' | 'asked' | 'checking' | 'paused' | 'extended' | 'added'
    | 'decided' | 'redressed' | 'rated' | 'withdrawn' | 'reopened' | 'verification'
  at: string
  own: boolean
  words: string | null
  files: string[]
  score: number | null
  letter: DocumentOffer | null
  amount_fen: number | null
}
export interface OwnComplaintWhole extends OwnComplaint {
  facts: string | null
  demand: string | null
  steps: OwnStep[]
  can: ('facts_added' | 'rated' | 'verification_asked' | 'withdrawn')[]
  verification_until: string | null
  letter: DocumentOffer | null
  rating: number | null
  /** What decisions give her. */
  redress: { amount_fen: number, is_paid: boolean }[]
}
export interface AddedFacts { client_id: string, words: string, files: readonly string[] }
/** What is told by number, without signing in. */
export type FoundComplaint = Pick<OwnComplaint, 'number' | 'state' | 'due_on' | 'closed_at'>
