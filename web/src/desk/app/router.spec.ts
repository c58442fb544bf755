import { expect, it } from 'vitest'
import { placeInstead, placeToReturn } from './router.ts'

it('returns to a place inside the desk only', () => {
  const wanted = ['/work/c1', '//evil.example', '/\\evil.example', 'https://evil.example', '/sign-in?back=/x', undefined]
  expect(wanted.map(placeToReturn)).toEqual(['/work/c1', '/work', '/work', '/work', '/work', '/work'])
})

it('leads whoever serves nobody to her first page, and explains what else is not hers', () => {
  expect(placeInstead('work', ['work', 'matrix'])).toBe(true)
  expect(placeInstead(undefined, ['matrix'])).toBe(true)
  expect(placeInstead('work', ['audit', 'matrix'])).toEqual({ name: 'audit' })
  expect(placeInstead('audit', ['work', 'matrix'])).toEqual({ name: 'no-right', query: { page: 'audit' } })
})
