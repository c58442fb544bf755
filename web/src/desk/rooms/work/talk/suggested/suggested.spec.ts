import { cleanup, fireEvent, waitFor } from '@testing-library/vue'
import { afterEach, expect, it } from 'vitest'
import type { Suggestion } from '../../../../api/suggestions.ts'
import { DeskHouse } from '../../../../testing/house.ts'
import { visit } from '../../../../testing/visit.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
  sessionStorage.clear()
})

const offered: Suggestion[] = [
  { text: '提前还款不收费。', source: { kind: 'article', title: '提前还款', version: '2026-11-01', times: null } },
  { text: '在还款页面选提前结清就可以。', source: { kind: 'past', title: null, version: null, times: 4 } },
]

async function asked() {
  const house = new DeskHouse({ mine: 1 })
  house.suggestions = offered
  const screen = await visit(house, { path: '/work/c0' })
  await waitFor(() => { expect(screen.line.frames.some(({ type }) => type === 'watch')).toBe(true) })
  house.says('c0', '提前还款收费吗')
  await screen.findByRole('button', { name: /提前还款不收费/ })
  const box = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: '给客户的回复' })
  return { house, screen, box }
}

const alt = (figure: number) => fireEvent.keyDown(document.body, { key: String(figure), code: `Digit${figure}`, altKey: true })

it('offers answers to what she asked last, each with its source', async () => {
  const { screen } = await asked()
  screen.getByText('知识：提前还款')
  screen.getByText('同事答复过 4 位客户')
})

it('takes one into the box by Alt and its figure, and sends nothing', async () => {
  const { screen, box } = await asked()
  await alt(2)
  await waitFor(() => { expect(box.value).toBe('在还款页面选提前结清就可以。') })
  expect(screen.line.posts.filter(({ path }) => path.includes('messages'))).toEqual([])
  await alt(3)
  expect(box.value).toBe('在还款页面选提前结清就可以。')
  await alt(1)
  await waitFor(() => { expect(box.value).toBe('提前还款不收费。') })
  await fireEvent.update(box, '您好，提前还款不收费。')
  box.setSelectionRange(11, 11)
  await alt(2)
  await waitFor(() => { expect(box.value).toBe('您好，提前还款不收费。在还款页面选提前结清就可以。') })
})

it('is gone once she was answered, and folds away for good', async () => {
  const { screen, box } = await asked()
  await fireEvent.click(screen.getByRole('button', { name: '建议的回复，收起' }))
  expect(screen.queryByText('知识：提前还款')).toBeNull()
  await alt(1)
  expect(box.value).toBe('')
  await fireEvent.update(box, '不收费')
  await fireEvent.keyDown(box, { key: 'Enter' })
  await waitFor(() => { expect(screen.queryByRole('region', { name: '建议的回复' })).toBeNull() })
})
