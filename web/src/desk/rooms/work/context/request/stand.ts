import type { Entry } from '../../../../../shared/protocol.ts'
import type { RequestInHand, Stand } from '../../../../api/inHand.ts'

export type Sending = 'confirm' | 'step_up' | 'ask'

/** The last of what is shown is where it stands; the customer can answer that herself. */
export function sendable({ request, stand }: RequestInHand): Sending | null {
  const last = stand.at(-1)
  if (request === null || request.is_submitted || last === undefined) return null
  if (last.card === 'confirm' || last.card === 'step_up') return last.card
  return last.kind === 'buttons' ? 'ask' : null
}

/** Whether words answer what is asked. */
export const takesWords = (view: RequestInHand): boolean => sendable(view) === 'ask'

export const wantsProof = ({ stand }: RequestInHand): boolean => stand.at(-1)?.card === 'step_up'

/** To agree for somebody is asked about once more. */
export const isYes = (button: string): boolean => button.startsWith('yes:')

/** A request that is none of the customer's any more, with nothing to say about its end, is not shown. */
export const isThere = ({ request, stand }: RequestInHand): boolean => request !== null || stand.length > 0

export const wordsOf = ({ title, text, note, consent }: Stand): string[] =>
  [title, text, note, consent].filter((one): one is string => Boolean(one))

/** Entries after which the request may stand elsewhere: what the customer pressed, and what the house says of it. */
export function mayMove(entry: Entry | undefined): boolean {
  if (entry?.kind !== 'message') return false
  const { author, content } = entry.message
  return author.kind === 'house' || (author.kind === 'customer' && content.kind === 'choice')
}
