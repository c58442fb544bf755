import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import type { Onlooker } from '../../../api/wire.ts'
import { DeskHouse } from '../../../testing/house.ts'
import { visit } from '../../../testing/visit.ts'
import { drawn, initialsOf } from './onlookers.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

const colleague = (id: string, name: string): Onlooker => ({ id, name, post: 'online_agent' })

async function watching(mine: number) {
  const house = new DeskHouse({ mine })
  const screen = await visit(house, { path: '/work/c0' })
  await waitFor(() => { expect(house.heard.some(({ type }) => type === 'watch')).toBe(true) })
  return { house, screen }
}

describe('who else is looking', () => {
  it.each([['周敏', '周'], ['Ann Lee', 'AL'], ['bea', 'B'], ['欧阳 若兰', '欧']])('draws %s as %s', (name, signs) => {
    expect(initialsOf(name)).toBe(signs)
  })

  it('draws three, and of more two and a number', () => {
    expect(drawn(['a', 'b', 'c'])).toEqual({ shown: ['a', 'b', 'c'], more: 0 })
    expect(drawn(['a', 'b', 'c', 'd'])).toEqual({ shown: ['a', 'b'], more: 2 })
  })

  it('names them in the header until they are gone, and nobody of another conversation', async () => {
    const { house, screen } = await watching(2)
    house.looksOn('c1', [colleague('s9', '陈晨')])
    house.looksOn('c0', [colleague('s2', '周敏')])
    const list = within(await screen.findByRole('list', { name: '也在看这个会话' }))
    expect(list.getByRole('listitem').textContent).toContain('周敏')
    house.looksOn('c0', [])
    await waitFor(() => { expect(screen.queryByRole('list', { name: '也在看这个会话' })).toBeNull() })
  })

  it('says who writes a note there, and tells of her own', async () => {
    const { house, screen } = await watching(1)
    house.notes('c0', '周敏')
    await screen.findByText('周敏 正在写备注…')
    await fireEvent.keyDown(document.body, { key: 'n' })
    await fireEvent.update(await screen.findByRole('textbox', { name: /备注/ }), '已核对')
    await waitFor(() => {
      expect(house.heard).toContainEqual({ type: 'typing', conversation: 'c0', on: true, saying: 'note' })
    })
  })
})
