import { cleanup, within } from '@testing-library/vue'
import { afterEach, expect, it } from 'vitest'
import { figureOf, FloorHouse } from '../../testing/floor.ts'
import { visit } from '../../testing/visit.ts'
import { here, shown } from './wall.ts'

afterEach(cleanup)

it('writes a figure by its unit, and a dash where there is nothing to divide by', () => {
  const figures = [
    figureOf({ value: 0.9234 }), figureOf({ unit: 'seconds', value: 12.44 }), figureOf({ unit: 'count', value: 3 }),
    figureOf({ value: null }),
  ]
  expect(figures.map(shown)).toEqual(['92.3%', '12.4', '3', '–'])
})

it('counts who is here in the order of the menu', () => {
  const wall = { figures: [], waiting: 0, longest_since: null, agents: { break: 1, ready: 4 }, planned: null }
  expect(here(wall)).toEqual([{ state: 'ready', count: 4 }, { state: 'break', count: 1 }])
})

it('shows each figure with its formula and follows the socket', async () => {
  const house = new FloorHouse([])
  const screen = await visit(house, { path: '/wall' })
  const today = await screen.findByRole('region', { name: '今日' })
  expect(within(today).getByText('90%').parentElement?.title).toBe('接起 ÷ 排队')
  house.wall = { ...house.wall, waiting: 7 }
  house.tellFloor()
  expect(await within(screen.getByRole('region', { name: '此刻' })).findByText('7')).toBeTruthy()
})
