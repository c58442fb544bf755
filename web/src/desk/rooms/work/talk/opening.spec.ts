import { cleanup, fireEvent, waitFor } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import { InHandHouse } from '../../../testing/inHand.ts'
import { visit } from '../../../testing/visit.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

async function taken() {
  const screen = await visit(new InHandHouse(), { path: '/work/c0' })
  const box = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: '给客户的回复' })
  const offered = '“办理提前结清”我接着为您办。要提前结清哪一笔借款？'
  await waitFor(() => { expect(box.placeholder).toBe(offered) })
  return { screen, box, offered }
}

describe('the first line', () => {
  it('goes on with the request, and Tab takes it', async () => {
    const { box, offered } = await taken()
    await fireEvent.keyDown(box, { key: 'Tab' })
    expect(box.value).toBe(offered)
  })

  it('is no key for the keyboard alone', async () => {
    const { screen, box, offered } = await taken()
    await fireEvent.click(screen.getByRole('button', { name: '采用开场（Tab）' }))
    expect(box.value).toBe(offered)
  })

  it('is dropped with Escape, and gone where she writes her own', async () => {
    const { screen, box } = await taken()
    await fireEvent.update(box, '您好')
    expect(screen.queryByRole('button', { name: '采用开场（Tab）' })).toBeNull()
    await fireEvent.update(box, '')
    await fireEvent.keyDown(box, { key: 'Escape' })
    await waitFor(() => { expect(box.placeholder).toBe('输入回复') })
    await fireEvent.keyDown(box, { key: 'Tab' })
    expect(box.value).toBe('')
  })
})
