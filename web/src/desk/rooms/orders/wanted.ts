import { priorities, states, type Wanted } from '../../api/orders.ts'

type Query = Record<string, unknown>

const flags = ['mine', 'unowned', 'opened_by_me'] as const
const codes = ['department', 'type', 'owner', 'text'] as const
const names = [...flags, ...codes, 'state', 'priority', 'pressing', 'sort'] as const

/** Which orders the address asks for; what it cannot mean is left out. */
export function wantedOf(query: Query): Wanted {
  const said = (name: string) => typeof query[name] === 'string' && query[name] !== '' ? query[name] : undefined
  const state = states.find((one) => one === said('state'))
  const priority = priorities.find((one) => String(one) === said('priority'))
  const pressing = ([1, 2, 3] as const).find((one) => String(one) === said('pressing'))
  return {
    ...Object.fromEntries(codes.flatMap((name) => said(name) === undefined ? [] : [[name, said(name)]])),
    ...Object.fromEntries(flags.flatMap((name) => said(name) === 'true' ? [[name, true]] : [])),
    ...(state ? { state } : {}),
    ...(priority === undefined ? {} : { priority }),
    ...(pressing ? { pressing } : {}),
    ...(said('sort') === 'newest' ? { sort: 'newest' } : {}),
  }
}

/** The address that asks for them; what else stands in it stays, but for what is open. */
export function queryOf(wanted: Wanted, before: Query): Record<string, string> {
  const kept = Object.entries(before).filter(([name]) => name !== 'order' && !names.some((one) => one === name))
  const asked = Object.entries(wanted).filter(([, value]) => value !== undefined && value !== '' && value !== false)
  return Object.fromEntries([...kept, ...asked].map(([name, value]) => [name, String(value)]))
}

/** Whether both ask for the same. */
export const isSame = (one: Wanted, other: Wanted): boolean =>
  new URLSearchParams(Object.entries(queryOf(one, {})).sort()).toString()
    === new URLSearchParams(Object.entries(queryOf(other, {})).sort()).toString()
