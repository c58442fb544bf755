import { expect, it } from 'vitest'
import { placeToReturn } from './router.ts'

it('returns to a place inside the desk only', () => {
  const wanted = ['/work/c1', '//evil.example', '/\\evil.example', 'https://evil.example', '/sign-in?back=/x', undefined]
  expect(wanted.map(placeToReturn)).toEqual(['/work/c1', '/work', '/work', '/work', '/work', '/work'])
})
