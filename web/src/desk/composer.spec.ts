import { cleanup, fireEvent, waitFor, within } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import { DeskHouse } from './testing/house.ts'
import { visit } from './testing/visit.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

async function talking({ holds = false } = {}) {
  const screen = await visit(new DeskHouse({ mine: 2 }), { path: '/work/c0', holds })
  const box = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: '给客户的回复' })
  await waitFor(() => { expect(screen.line.frames.some(({ type }) => type === 'watch')).toBe(true) })
  const press = (key: string, more: object = {}) => fireEvent.keyDown(box, { key, ...more })
  const type = async (text: string) => {
    box.value = text
    box.setSelectionRange(text.length, text.length)
    await fireEvent.input(box)
  }
  const said = (conversation = 'c0') => (screen.house.talks.get(conversation)?.entries ?? [])
    .flatMap((entry) => entry.kind === 'message' && entry.message.author.kind === 'agent' && entry.message.client_id && 'text' in entry.message.content
      ? [entry.message.content.text] : [])
  return { ...screen, box, press, type, said, log: () => screen.getByRole('log') }
}

describe('ready texts', () => {
  it('are asked for with a slash, chosen by keys, and leave what nobody knows as a gap that keeps them back', async () => {
    const screen = await talking()
    await screen.type('您好 /')
    expect(await screen.findAllByRole('option')).toHaveLength(2)
    await screen.type('您好 /qs')
    await waitFor(() => { expect(screen.getAllByRole('option')).toHaveLength(1) })
    await screen.press('Enter')
    await waitFor(() => { expect(screen.box.value).toBe('您好 我是林静，请等【填：分钟数】分钟') })
    expect(screen.queryByRole('listbox')).toBeNull()
    await waitFor(() => { expect([screen.box.selectionStart, screen.box.selectionEnd]).toEqual([10, 17]) })

    await screen.press('Enter')
    expect((await screen.findByRole('alert')).textContent).toContain('没有发出')
    expect(screen.said()).toEqual([])
    await screen.type('您好 我是林静，请等5分钟')
    await screen.press('Enter')
    await waitFor(() => { expect(screen.said()).toEqual(['您好 我是林静，请等5分钟']) })
  })

  it('come neither in the middle of a word nor while an input method composes, and go with Escape', async () => {
    const screen = await talking()
    await screen.type('11/22')
    expect(screen.queryByRole('listbox')).toBeNull()
    await screen.type('、')
    await screen.findByRole('listbox', { name: '常用语' })
    await screen.press('Enter', { isComposing: true })
    await screen.press('Enter', { keyCode: 229 })
    expect(screen.box.value).toBe('、')
    await screen.press('Escape')
    await waitFor(() => { expect(screen.queryByRole('listbox')).toBeNull() })
    expect(screen.box.value).toBe('、')
  })
})

describe('the check', () => {
  it('shows what is forbidden while she writes, and it does not go', async () => {
    const screen = await talking()
    await screen.type('您放心，一定能下款')
    await screen.findByText('不能说「一定能下款」')
    expect(document.querySelector('mark.block')?.textContent).toBe('一定能下款')
    await screen.press('Enter')
    await screen.findByRole('alert')
    expect(screen.box.value).toBe('您放心，一定能下款')
    expect(screen.line.posts).toEqual([])
  })

  it('lets a warning go when she says that she means it, and sends which', async () => {
    const screen = await talking()
    await screen.type('月息0.8%')
    await screen.press('Enter')
    await fireEvent.click(await screen.findByRole('button', { name: '仍要发送' }))
    await waitFor(() => { expect(screen.said()).toEqual(['月息0.8%']) })
    expect(screen.line.posts.at(-1)?.body).toMatchObject({ text: '月息0.8%', confirmed: ['rate'] })
  })

  it('is made by the server where the page could not, and what it stops is back in the box with the reason', async () => {
    const screen = await talking()
    screen.house.checkFails = true
    await screen.type('一定能下款')
    await screen.press('Enter')
    expect((await screen.findByRole('alert')).textContent).toContain('没有发出')
    expect(screen.box.value).toBe('一定能下款')
    expect(screen.getByText('不能说「一定能下款」')).toBeTruthy()
    expect(screen.said()).toEqual([])
    expect(within(screen.log()).queryByText('一定能下款')).toBeNull()
  })

  it('never keeps her from writing the next one, however quick she is', async () => {
    const screen = await talking()
    for (const text of ['一', '一定能下款', '二', '三']) {
      await screen.type(text)
      await screen.press('Enter')
    }
    await waitFor(() => { expect(screen.said()).toEqual(['一', '二', '三']) })
    await waitFor(() => { expect(screen.box.value).toBe('一定能下款') })
  })

  it('takes a reply back that is still held, before what she has begun since', async () => {
    const screen = await talking({ holds: true })
    await screen.type('一定能下款')
    await screen.press('Enter')
    await screen.type('还有')
    await waitFor(() => { expect(screen.box.value).toBe('一定能下款\n还有') })
    expect((await screen.findByRole('alert')).textContent).toContain('没有发出')
    expect(screen.said()).toEqual([])
  })
})

describe('the moment before a reply goes', () => {
  it.each([
    ['Escape', { key: 'Escape' }], ['Ctrl+Z', { key: 'z', ctrlKey: true }],
  ])('gives it back into the box with %s', async (_, { key, ...more }) => {
    const screen = await talking({ holds: true })
    await screen.type('打错了')
    await screen.press('Enter')
    await within(screen.log()).findByText('打错了')
    await screen.press(key, { ...more, isComposing: true })
    expect(screen.box.value).toBe('')
    await screen.press(key, more)
    await waitFor(() => { expect(screen.box.value).toBe('打错了') })
    expect(within(screen.log()).queryByText('打错了')).toBeNull()
    expect(screen.said()).toEqual([])
  })

  it('ends by itself, and several keep their order', async () => {
    const screen = await talking({ holds: true })
    for (const text of ['一', '二']) {
      await screen.type(text)
      await screen.press('Enter')
      await within(screen.log()).findByText(text)
    }
    await fireEvent.click(within(screen.log()).getAllByRole('button', { name: '撤回' })[0] ?? document.body)
    await waitFor(() => { expect(screen.box.value).toBe('一') })
    await screen.type('三')
    await screen.press('Enter', { ctrlKey: true })
    await waitFor(() => { expect(screen.said()).toEqual(['二', '三']) })
    await screen.type('四')
    await screen.press('Enter')
    await waitFor(() => { expect(screen.said()).toEqual(['二', '三', '四']) }, { timeout: 5000 })
  }, 10_000)

  it('ends when she opens another conversation, closes this one or leaves the page', async () => {
    const screen = await talking({ holds: true })
    await screen.type('去下一个')
    await screen.press('Enter')
    await within(screen.log()).findByText('去下一个')
    await screen.router.push('/work/c1')
    await waitFor(() => { expect(screen.said()).toEqual(['去下一个']) })

    const box = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: '给客户的回复' })
    await fireEvent.update(box, '再见')
    await fireEvent.keyDown(box, { key: 'Enter' })
    await within(screen.log()).findByText('再见')
    window.dispatchEvent(new Event('pagehide'))
    await waitFor(() => { expect(screen.said('c1')).toEqual(['再见']) })
  })

  it('ends when she signs out', async () => {
    const screen = await talking({ holds: true })
    await screen.type('再见')
    await screen.press('Enter')
    await fireEvent.click(screen.getByRole('button', { name: '退出登录' }))
    await waitFor(() => { expect(screen.said()).toEqual(['再见']) })
  })

  it('goes on where the page is loaded again, and nothing is said twice', async () => {
    const before = await talking({ holds: true })
    await before.type('刷新前')
    await before.press('Enter')
    await within(before.log()).findByText('刷新前')
    const key = Object.keys(localStorage).find((one) => one.startsWith('qiao:unsent:desk:'))
    const kept = localStorage.getItem(key ?? '')
    cleanup()
    await waitFor(() => { expect(before.said()).toEqual(['刷新前']) })

    localStorage.setItem(key ?? '', kept ?? '')
    const after = await visit(before.house, { path: '/work/c0', holds: true })
    await waitFor(() => { expect(localStorage.getItem(key ?? '')).toBeNull() }, { timeout: 5000 })
    expect(before.said()).toEqual(['刷新前'])
    expect(within(after.getByRole('log')).getAllByText('刷新前')).toHaveLength(1)
  }, 10_000)
})
