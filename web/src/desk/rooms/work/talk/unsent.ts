import type { Unsent } from '../../../../shared/outbox.ts'
import type { Entry, Refusal } from '../../../../shared/protocol.ts'
import type { Finding } from '../../../api/composing.ts'
import type { Saying } from '../../../api/calls.ts'

/** Something she wrote that the stream does not show yet. `seq` is known once the server has stored it. */
export interface Pending extends Unsent { saying: Saying, seq: number | null, isSending: boolean, isHeld: boolean }

/** What is in it that must not be said, or not unconfirmed; null where it was refused for something else. */
export const foundBy = ({ error, params }: Refusal): Finding[] | null =>
  error === 'MustNotBeSaid' || error === 'NeedsConfirming' ? params['findings'] as Finding[] : null

export const textOf = ({ content }: Unsent): string => 'text' in content ? content.text : ''

const FRESH_MS = 120_000

/** What goes by itself when the line is back. What is older or refused waits for her: the talk may have moved on. */
export const goesByItself = ({ refusal, seq, at }: Pending, nowMs: number): boolean =>
  refusal === null && seq === null && nowMs - at < FRESH_MS

/** Those the stream does not show: neither by the id she gave nor by the place the server gave. */
export function stillPending(pending: readonly Pending[], entries: readonly Entry[]): Pending[] {
  const lastSeq = entries.at(-1)?.seq ?? 0
  const shown = new Set(entries.map((entry) => entry.kind === 'message' ? entry.message.client_id : null))
  return pending.filter(({ client_id: id, seq }) => !shown.has(id) && (seq === null || seq > lastSeq))
}

export type PendingMark = 'held' | 'sending' | 'sent' | 'waiting' | 'refused'

export function pendingMark({ seq, isSending, isHeld, refusal }: Pending): PendingMark {
  if (seq !== null) return 'sent'
  if (isHeld) return 'held'
  if (isSending) return 'sending'
  return refusal ? 'refused' : 'waiting'
}
