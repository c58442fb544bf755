/** What may be set and ended of what holds of a customer: the pack by post, the table of rights by field. */
import type {
  Standing, StandingBook, StandingChange, StandingKey, StandingKind, StandingRule,
} from '../../../../api/standing.ts'
import type { View } from '../../../../api/wire.ts'

const fieldOf = { flag: 'flags', hold: 'flags', consent: 'consents', preference: 'consents' } as const
const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

export const keyOf = ({ kind, name, scope, origin }: StandingKey): string => [kind, name, scope, origin].join(' ')

function writes(view: View, kind: StandingKind): boolean {
  const sight = view.fields[fieldOf[kind]]
  return sight?.because === undefined && sight?.right === 'write'
}

export const isShown = (view: View, kind: StandingKind): boolean => view.fields[fieldOf[kind]]?.shown === true

export const ruleOf = (book: StandingBook, { kind, name }: StandingKey): StandingRule | undefined =>
  book.rules.find((rule) => rule.kind === kind && rule.name === name)

/** What she may set, in the pack's order. */
export const settable = (book: StandingBook, view: View): StandingRule[] =>
  book.rules.filter(({ kind, may }) => may.includes('set') && writes(view, kind))

/** What she may do to something that holds. Staff give no consent for a customer: they note that she takes it back. */
export function endingOf(book: StandingBook, view: View, one: Standing): 'end' | 'withdraw' | null {
  const rule = ruleOf(book, one)
  // Only the lender takes back what it stated, and of one of her numbers nobody here knows which.
  if (!rule || !writes(view, one.kind) || one.origin.startsWith('lender') || one.scope === 'number') return null
  if (one.kind === 'consent') return rule.may.includes('set') && one.value === 'granted' ? 'withdraw' : null
  return rule.may.includes('end') ? 'end' : null
}

export function ending(one: Standing, way: 'end' | 'withdraw', reason: string): StandingChange {
  const { kind, name, scope, origin } = one
  const change = { kind, name, scope, reason, until: null }
  return way === 'end'
    ? { ...change, act: 'end', origin, value: null }
    : { ...change, act: 'set', origin: '', value: 'withdrawn' }
}

/** Whether it has an end: facts and holds have; what she allows and prefers stays until she says otherwise. */
export const canEnd = ({ kind }: StandingRule): boolean => kind === 'flag' || kind === 'hold'

/** The last moment of the chosen day, and no later than the pack lets it hold. */
export function untilOf(day: string, mostDays: number | null, now: Date): string | null {
  if (day === '') return null
  const end = new Date(`${day}T23:59:59`).getTime()
  const latest = mostDays === null ? end : now.getTime() + mostDays * DAY_MS - MINUTE_MS
  return new Date(Math.min(end, latest)).toISOString()
}

/** The day `days` from now, as a date field has it. */
export function dayIn(days: number, now: Date): string {
  const day = new Date(now.getTime() + days * DAY_MS)
  return [day.getFullYear(), day.getMonth() + 1, day.getDate()].map((part) => String(part).padStart(2, '0')).join('-')
}
