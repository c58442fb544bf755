import type { FormField, NewOrder, OrderType } from '../../api/orders.ts'
import type { Both } from '../../api/wire.ts'
import { fenOf } from '../complaints/decision.ts'
import { initialsOf } from '../shell/palette/initials.ts'

/** As it is typed: amounts in yuan, days as 2026-11-24. */
export type Typed = Record<string, string>

/** Types whose name holds every word typed, or whose initials do: hkwrz finds 还款未入账. */
export function typesFitting(types: readonly OrderType[], words: string, said: (both: Both) => string): OrderType[] {
  const wanted = words.normalize('NFKC').toLowerCase().split(/\s+/).filter((word) => word !== '')
  return types.filter(({ by_hand: byHand, name }) => {
    const full = said(name).toLowerCase()
    return byHand && wanted.every((word) => full.includes(word) || initialsOf(full).includes(word))
  })
}

export const isWrong = ({ kind }: FormField, typed: string): boolean =>
  kind === 'amount' && typed.trim() !== '' && fenOf(typed) === null

/** Whether everything that has to be is filled in, and nothing is wrong. */
export const isWhole = ({ fields }: OrderType, typed: Typed): boolean =>
  fields.every((one) => !isWrong(one, typed[one.id] ?? '') && (!one.required || (typed[one.id] ?? '').trim() !== ''))

/** What is sent of the form: what was left out is not in it, and amounts are in fen. */
export function formOf({ fields }: OrderType, typed: Typed): NewOrder['form'] {
  return Object.fromEntries(fields.flatMap(({ id, kind }): [string, string | number][] => {
    const text = (typed[id] ?? '').trim()
    if (text === '') return []
    return [[id, kind === 'amount' ? fenOf(text) ?? text : text]]
  }))
}
