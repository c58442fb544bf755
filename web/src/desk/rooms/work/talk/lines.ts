import { sameDay } from '../../../../shared/format.ts'
import type {
  AsideEntry, ConsultEntry, ContactEntry, Entry, Marks, MessageEntry, OwnerEntry, ParticipantEntry, RatingEntry,
} from '../../../../shared/protocol.ts'

export type Speaker = 'customer' | 'bot' | 'agent' | 'house' | 'note' | 'consult'
export type Mark = 'sent' | 'delivered' | 'read'

export interface MessageLine {
  kind: 'message'
  key: string
  entry: MessageEntry
  speaker: Speaker
  /** First of several by the same speaker in a row: it carries the name. */
  isFirst: boolean
  mark: Mark | null
}
export type Line =
  | { kind: 'day', key: string, at: string }
  | { kind: 'event', key: string, entry: OwnerEntry | ContactEntry | RatingEntry | ConsultEntry | ParticipantEntry | AsideEntry }
  | MessageLine

const TOGETHER_MS = 180_000

/** The entries as they are shown: days divided, neighbours grouped, the last word of ours with its mark. */
export function linesOf(entries: readonly Entry[], marks: Marks): Line[] {
  const lines: Line[] = []
  const lastOurs = entries.findLast((entry) => entry.kind === 'message' && speakerOf(entry) === 'agent')?.seq
  const questions = new Set(entries.map((entry) => entry.kind === 'consult' ? entry.consult.question : null))
  let last: Entry | null = null
  for (const entry of entries) {
    if (entry.kind === 'hidden' || entry.kind === 'revised') continue
    if (last === null || !sameDay(last.at, entry.at)) lines.push({ kind: 'day', key: `day-${entry.seq}`, at: entry.at })
    const key = String(entry.seq)
    if (entry.kind === 'message') {
      const mark = entry.seq === lastOurs ? markOf(entry.seq, marks) : null
      lines.push({ kind: 'message', key, entry, speaker: speakerOf(entry, questions), isFirst: !together(last, entry, questions), mark })
    } else {
      lines.push({ kind: 'event', key, entry })
    }
    last = entry
  }
  return lines
}

/** Notes that ask a colleague, and those in reply to one, are a talk of their own. */
export function speakerOf({ message }: MessageEntry, questions: ReadonlySet<string | null> = new Set()): Speaker {
  if (message.visibility !== 'staff' || message.author.kind !== 'agent') return message.author.kind
  return message.reply_to !== null || questions.has(message.id) ? 'consult' : 'note'
}

export function markOf(seq: number, { customer }: Marks): Mark {
  if (customer.read >= seq) return 'read'
  return customer.delivered >= seq ? 'delivered' : 'sent'
}

function together(last: Entry | null, entry: MessageEntry, questions: ReadonlySet<string | null>): boolean {
  return last?.kind === 'message' && speakerOf(last, questions) === speakerOf(entry, questions)
    && last.message.author.name === entry.message.author.name && sameDay(last.at, entry.at)
    && Date.parse(entry.at) - Date.parse(last.at) < TOGETHER_MS
}
