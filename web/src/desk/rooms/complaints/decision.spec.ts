import { expect, it } from 'vitest'
import { fenOf } from './decision.ts'

it.each([
  ['0', 0], ['300', 30_000], ['1,234.56', 123_456], ['３００元', 30_000], ['19.9', 1990], ['', null], ['三百', null], ['-5', null], ['1.234', null],
])('reads %s as %s fen', (typed, fen) => { expect(fenOf(typed)).toBe(fen) })
