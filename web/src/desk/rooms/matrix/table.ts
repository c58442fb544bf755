import { rights, type Grant, type Matrix, type NamedField, type NamedPost, type Right, type Sight } from '../../api/accessWire.ts'
import type { Both } from '../../api/wire.ts'

export interface Cell { right: Right, step_up: boolean, sights: Sight[] }

const rank = ({ right, form }: Grant) => rights.indexOf(right) * 2 + (form === null ? 1 : 0)

/** The largest right first: a whole field before a part of it. */
export const largestFirst = (sights: readonly Sight[]): Sight[] => [...sights].sort((a, b) => rank(b) - rank(a))

/** Every post × field, for one purpose or for all. Without a sight nothing is given. */
export function cellsOf({ grants }: Matrix, purpose: string): Map<string, Cell> {
  const cells = new Map<string, Cell>()
  for (const sight of grants) {
    if (sight.right === 'none' || (purpose !== '' && !sight.purposes.includes(purpose))) continue
    const key = cellKey(sight.post, sight.field)
    const sights = largestFirst([...cells.get(key)?.sights ?? [], sight])
    const [first = sight] = sights
    cells.set(key, { right: first.right, step_up: first.step_up, sights })
  }
  return cells
}

export const cellKey = (post: string, field: string): string => `${post} ${field}`

export interface Found { posts: NamedPost[], fields: NamedField[] }

/** The posts and fields that the words name, in either language or by id; everything for no words. */
export function searched({ posts, fields }: Matrix, words: string): Found {
  const wanted = words.trim().toLowerCase()
  const fits = ({ id, name }: { id: string, name: Both }) =>
    `${id} ${id.replaceAll('_', ' ')} ${name.zh} ${name.en}`.toLowerCase().includes(wanted)
  return { posts: posts.filter(fits), fields: fields.filter(fits) }
}

export interface Question { kind: 'field' | 'post', id: string }

/** `?field=bank_card` or `?post=phone_agent`: a question has an address that can be sent to somebody. */
export function questionIn(query: Record<string, unknown>): Question | null {
  for (const kind of ['field', 'post'] as const) {
    const id = query[kind]
    if (typeof id === 'string' && id !== '') return { kind, id }
  }
  return null
}
