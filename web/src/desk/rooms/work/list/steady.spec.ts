import { expect, it } from 'vitest'
import { steadied } from './steady.ts'

const items = (...ids: string[]) => ids.map((id) => ({ id }))
const shown = steadied([], items('a', 'b', 'c'), false).rows

it('keeps every row at its place while it is held', () => {
  const { rows, fresh } = steadied(shown, items('x', 'c', 'a'), true)
  expect(rows.map(({ item, gone }) => [item.id, gone])).toEqual([['a', false], ['b', true], ['c', false]])
  expect(fresh).toBe(1)
})

it('is the list itself once it is let go', () => {
  const { rows, fresh } = steadied(shown, items('x', 'c', 'a'), false)
  expect([rows.map(({ item }) => item.id), fresh]).toEqual([['x', 'c', 'a'], 0])
})

it('fills an empty list although a pointer rests on it', () => {
  expect(steadied([], items('a'), true).rows).toHaveLength(1)
})
