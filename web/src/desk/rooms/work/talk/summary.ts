import type { Entry, ReceiptContent } from '../../../../shared/protocol.ts'
import type { Both } from '../../../api/wire.ts'
import { consultOf, type Talk } from './talk.ts'

const LONGEST = 80

/** What a colleague shall read of a contact later. What is not known is null or empty. */
export interface Summary {
  need: string | null
  /** Requests that were made in it, each with its number. */
  made: string[]
  consulted: string | null
  answer: string | null
}

/** From what stands on the desk: her need, what was accepted, who was asked, and the fullest answer of a person. */
export function summaryOf(talk: Talk, locale: keyof Both): Summary {
  const { item, brief } = talk.work
  const since = talk.stream.entries.findLastIndex((entry) => entry.kind === 'contact' && entry.contact.closed_at === null)
  const said = talk.stream.entries.slice(since + 1)
  const need = brief?.request?.name[locale] ?? item?.topic ?? brief?.asked ?? null
  const receipts = new Map(said.flatMap((entry) => receiptIn(entry) ?? []).map((one) => [one.number, one]))
  const answers = said.flatMap((entry) => answerIn(entry) ?? [])
  return {
    need: need === null ? null : short(need),
    made: [...receipts.values()].map(({ title, number }) => `${title} ${number}`),
    consulted: consultOf(talk)?.asked.name ?? null,
    answer: answers.length === 0 ? null : short(answers.reduce((most, one) => one.length > most.length ? one : most)),
  }
}

function receiptIn(entry: Entry): ReceiptContent | null {
  if (entry.kind !== 'message' || entry.message.content.kind !== 'card') return null
  return entry.message.content.card === 'receipt' ? entry.message.content : null
}

function answerIn(entry: Entry): string | null {
  if (entry.kind !== 'message') return null
  const { author, visibility, content } = entry.message
  return author.kind === 'agent' && visibility === 'public' && content.kind === 'text' ? content.text : null
}

const short = (text: string) => Array.from(text).length > LONGEST ? `${Array.from(text).slice(0, LONGEST).join('')}…` : text
