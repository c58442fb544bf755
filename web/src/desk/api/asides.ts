/** Putting a conversation aside, as docs/reference/protocol.md section 2 says it. */
import type { Aside, AsideEvent } from '../../shared/protocol.ts'
import { call } from './http.ts'
import type { Both } from './wire.ts'

/** Why it is put aside; a `text` with {time} in it promises a moment. */
export interface AsideReason { id: string, name: Both, text: Both, has_time: boolean, until: AsideEvent[] }
export interface AsideChoices {
  reasons: AsideReason[]
  soonest_min: number
  furthest_days: number
  without_time_h: number
  opens: string
  closes: string
}
export interface PuttingAside {
  reason: string
  until: string | null
  events: AsideEvent[]
  text: string
  confirmed: string[]
}

const of = (conversation: string) => `desk/conversations/${encodeURIComponent(conversation)}/aside`

export const fetchAsideChoices = () => call<AsideChoices>('GET', 'desk/asides')
/** Under the same `clientId` it is told and put aside once, however often it is sent. */
export const putAside = (conversation: string, wish: PuttingAside, clientId: string) =>
  call<Aside>('POST', of(conversation), { ...wish, client_id: clientId }, clientId)
export const takeBack = (conversation: string) => call<unknown>('POST', `${of(conversation)}/end`)
