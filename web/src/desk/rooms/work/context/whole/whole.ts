/** What is known of a customer, in the order and the words in which people read it. */
import type { Bounds, Life, Move, TagReason, Tag, Told, Touch } from '../../../../api/whole.ts'
import { tagGroups } from '../../../../api/whole.ts'
import type { Sight, View } from '../../../../api/wire.ts'

/** The steps of one thing, the oldest first; `loan` is null for her own. */
export interface Line { loan: string | null, steps: Move[] }

/** Her own line first, then each loan that still stands somewhere, the newest first. */
export function linesOf(life: Life): Line[] {
  const loans = life.loans.map(({ loan }) => loan)
  const lines = [null, ...loans].map((loan) => ({ loan, steps: life.line.filter((one) => one.loan === loan) }))
  const [own, ...rest] = lines.filter(({ steps }) => steps.length > 0)
  if (!own) return []
  return [own, ...rest.sort((one, other) => startOf(other).localeCompare(startOf(one)))]
}

const startOf = ({ steps }: Line): string => steps[0]?.at ?? ''

/** What was told of all her records, the newest first. */
export const newest = (lives: readonly Life[]): Told[] =>
  lives.flatMap(({ events }) => events).sort((one, other) => other.at.localeCompare(one.at))

/** What she may need first, then what is at risk. */
export const ordered = (tags: readonly Tag[]): Tag[] =>
  [...tags].sort((one, other) => tagGroups.indexOf(one.group) - tagGroups.indexOf(other.group))

/** A sentence by its key, with what is put into it. */
export interface Sentence { key: string, params: Record<string, string | number> }

/** Why a condition decided: what it found, and what it asks for. `about` names it, in the reader's language. */
export function reasonSentence({ asked, found, fits }: TagReason, about: string): Sentence {
  const what = { about }
  if (asked.events) return { key: 'events', params: { ...what, within: asked.within ?? 0, found: found ?? 0 } }
  if (asked.loans) return { key: fits ? 'loans' : 'noLoans', params: what }
  if (asked.stage ?? asked.group) return { key: fits ? 'stage' : 'notStage', params: what }
  if (asked.tag !== undefined) return { key: fits ? 'tag' : 'noTag', params: what }
  if (found === null) return { key: 'unknown', params: what }
  if (asked.mark !== undefined) return { key: fits ? 'mark' : 'notMark', params: what }
  return { key: 'trait', params: { ...what, found } }
}

/** What a number, or a count of days, is held against; nothing where the sentence says it all. */
export function boundSentence({ asked }: TagReason): Sentence | null {
  if (asked.between) return bounded(asked.between, 'count')
  if (!asked.days) return null
  const [low, high] = asked.days
  const isAhead = (low ?? high ?? 0) < 0
  return isAhead ? bounded([positive(high), positive(low)], 'ahead') : bounded([low, high], 'ago')
}

const positive = (days: number | null): number | null => days === null ? null : Math.max(0, -days)

function bounded([low, high]: Bounds, kind: 'count' | 'ago' | 'ahead'): Sentence | null {
  const isLow = low !== null && low !== 0
  if (isLow && high !== null) {
    return low === high ? { key: `${kind}.just`, params: { n: low } } : { key: `${kind}.from`, params: { low, high } }
  }
  if (isLow) return { key: `${kind}.least`, params: { n: low } }
  return high === null ? null : { key: `${kind}.most`, params: { n: high } }
}

/** Facts that are told beside an event, in this order; the lender's own codes say nothing to a reader. */
export const factsShown = ['amount_fen', 'due_on', 'until_on', 'limit_fen', 'balance_fen', 'used_percent'] as const
export type FactShown = typeof factsShown[number]

export const factsOf = ({ facts }: Told): { fact: FactShown, value: string | number }[] =>
  factsShown.flatMap((fact) => {
    const value = facts[fact]
    return value === null || value === undefined ? [] : [{ fact, value }]
  })

/** How a touch reads: what the house did, what others reported, or why there was nothing. */
export function verdictOf({ source, state, kind }: Touch): string {
  if (source !== 'house') return 'reported'
  if (state === 'sent' && kind === 'E') return 'urgent'
  return state
}

/** The question that its decisions answer. */
export const questionOf = ({ state }: Touch): 'why' | 'whyNot' | 'whyNotYet' =>
  state === 'sent' || state === 'permitted' ? 'why' : state === 'held' ? 'whyNotYet' : 'whyNot'

export const toneOf = ({ state }: Touch): string =>
  state === 'sent' ? 'ok' : state === 'dropped' || state === 'not_used' ? '' : 'due'

/** Why this post sees nothing of it, where that is so. */
export function unseen(view: View | undefined, field: string): Extract<Sight, { because: string }> | null {
  const sight = view?.fields[field]
  return sight?.because === undefined ? null : sight
}
