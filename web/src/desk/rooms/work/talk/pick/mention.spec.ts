import { cleanup, fireEvent, waitFor } from '@testing-library/vue'
import { afterEach, describe, expect, it } from 'vitest'
import { NotingHouse, people } from '../../../../testing/mentions.ts'
import { visit } from '../../../../testing/visit.ts'
import { mentionedIn, namedLike, personAskedFor } from './mention.ts'

afterEach(() => {
  cleanup()
  localStorage.clear()
})

describe('an at sign', () => {
  it.each([
    ['请@周', { from: 1, words: '周' }], ['@', { from: 0, words: '' }], ['＠ab', { from: 0, words: 'ab' }],
    ['me@bank', null], ['@周敏 看', null],
  ])('in %s', (text, asked) => { expect(personAskedFor(text, text.length)).toEqual(asked) })

  it('finds by any part of a name, its beginning first', () => {
    expect(namedLike(people, '敏').map(({ name }) => name)).toEqual(['周敏', '周敏华'])
    expect(namedLike([...people, { id: 's5', name: '小陈', post: '' }], '陈').map(({ name }) => name)).toEqual(['陈晨', '小陈'])
    expect(namedLike(people, '不在')).toEqual([])
  })

  it('mentions whoever is named after it, and nobody by a part of another name', () => {
    const nobody = new Map<string, string>()
    expect(mentionedIn('@周敏华 请看', people, nobody)).toEqual(['s3'])
    expect(mentionedIn('@周敏华 @周敏 ＠陈晨，请看', people, nobody).sort()).toEqual(['s2', 's3', 's4'])
    expect(mentionedIn('周敏看过', people, nobody)).toEqual([])
    const twice = [...people, { id: 's9', name: '陈晨', post: '' }]
    expect(mentionedIn('@陈晨', twice, new Map([['陈晨', 's9']]))).toEqual(['s9'])
  })
})

async function noting() {
  const screen = await visit(new NotingHouse({ mine: 1 }), { path: '/work/c0' })
  await screen.findByRole('textbox', { name: '给客户的回复' })
  await fireEvent.keyDown(document.body, { key: 'n' })
  const box = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: '内部备注，客户看不到' })
  const type = async (text: string) => {
    box.value = text
    box.setSelectionRange(text.length, text.length)
    await fireEvent.input(box)
  }
  const press = (key: string, more: object = {}) => fireEvent.keyDown(box, { key, ...more })
  const notes = () => screen.line.posts.filter(({ path }) => path.endsWith('/notes')).map(({ body }) => body)
  return { screen, box, type, press, notes }
}

describe('mentioning in a note', () => {
  it('offers colleagues, takes one by keys, and sends whom it mentions', async () => {
    const { screen, box, type, press, notes } = await noting()
    await type('请@周')
    await screen.findByRole('listbox', { name: '提到同事' })
    expect(screen.getAllByRole('option')).toHaveLength(2)
    await press('ArrowDown')
    await press('Enter', { isComposing: true })
    await press('Enter', { keyCode: 229 })
    expect(box.value).toBe('请@周')
    await press('Enter')
    await waitFor(() => { expect(box.value).toBe('请@周敏华 ') })
    expect(screen.queryByRole('listbox')).toBeNull()
    await type('请@周敏华 看一下')
    await press('Enter')
    await expect.poll(notes).toMatchObject([{ text: '请@周敏华 看一下', mentions: ['s3'] }])
  })

  it('offers nobody to the customer, and mentions nobody who was taken out again', async () => {
    const { screen, box, type, press, notes } = await noting()
    await type('@陈')
    await screen.findByRole('listbox')
    await press('Tab')
    await waitFor(() => { expect(box.value).toBe('@陈晨 ') })
    await type('不用看了')
    await press('Enter')
    await expect.poll(notes).toMatchObject([{ text: '不用看了' }])
    expect(notes()[0]).not.toHaveProperty('mentions')
    await fireEvent.click(screen.getByRole('tab', { name: '回复' }))
    await type('@陈')
    expect(screen.queryByRole('listbox')).toBeNull()
  })

  it('says who may not see it, and keeps the words in the box', async () => {
    const { screen, box, type, press } = await noting()
    screen.house.cannotTake.add('s4')
    await type('@陈晨 看一下')
    await press('Enter')
    expect((await screen.findByRole('alert')).textContent).toContain('陈晨 不能查看这个会话')
    await waitFor(() => { expect(box.value).toBe('@陈晨 看一下') })
    await type('看一下')
    await press('Enter')
    await waitFor(() => { expect(screen.queryByRole('alert')).toBeNull() })
  })
})
