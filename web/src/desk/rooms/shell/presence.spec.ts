import { cleanup, fireEvent } from '@testing-library/vue'
import { afterEach, expect, it } from 'vitest'
import { DeskHouse } from '../../testing/house.ts'
import { visit } from '../../testing/visit.ts'
import { chosenOf, stateOf } from './presence.ts'

afterEach(cleanup)

it('names a break by its reason, both ways', () => {
  const away = { state: 'break', reason: 'meal', since: '2026-11-23T04:00:00Z', units: 0, capacity: 5 } as const
  expect([chosenOf(away), stateOf(chosenOf(away))]).toEqual(['break:meal', ['break', 'meal']])
  expect([chosenOf({ ...away, state: 'wrap_up', reason: null }), stateOf('ready')]).toEqual(['wrap_up', ['ready', null]])
  expect(chosenOf(null)).toBe('offline')
})

it('says why she is away, and shows it with its clock', async () => {
  const screen = await visit(new DeskHouse())
  await fireEvent.click(await screen.findByRole('button', { name: '我的状态：就绪' }))
  await fireEvent.click(await screen.findByRole('menuitemradio', { name: /^用餐/ }))
  await screen.findByRole('button', { name: '我的状态：用餐' })
  expect(screen.line.posts.at(-1)).toEqual({ path: 'desk/presence', body: { state: 'break', reason: 'meal' } })
})
