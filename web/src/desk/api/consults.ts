/** Asking colleagues, as docs/reference/protocol.md section 2 says it. */
import type { Consult } from '../../shared/protocol.ts'
import { call } from './http.ts'

/** One colleague, or the first to answer of those with the skill, or of the team. */
export interface Question { to: string | null, skill: string | null, team: string | null, text: string }

const of = (consult: string) => `desk/consults/${encodeURIComponent(consult)}`

/** Under the same `clientId` it is asked once, however often it is sent. */
export const askColleague = (conversation: string, question: Question, clientId: string) =>
  call<Consult>('POST', `desk/conversations/${encodeURIComponent(conversation)}/consults`, { ...question, client_id: clientId }, clientId)

export const consultActs = ['end', 'join', 'leave', 'hand-over'] as const
export type ConsultAct = typeof consultActs[number]
export const actOnConsult = (consult: string, act: ConsultAct) => call<unknown>('POST', `${of(consult)}/${act}`)
