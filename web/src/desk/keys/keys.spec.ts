import { describe, expect, it } from 'vitest'
import { actionOf, isWriting, keyName, sends, takes, type Place, type Pressed } from './keys.ts'

const plain = { keyCode: 0, isComposing: false, ctrlKey: false, altKey: false, metaKey: false }
const here: Place = { isWriting: false, inDialog: false, letters: true }
const pressed = (key: string, change: Partial<Pressed> = {}): Pressed => ({ ...plain, key, ...change })

it.each([['close', 'E'], ['help', '?'], ['articles', 'Alt K'], ['back', '']] as const)('of %s is called %s', (action, name) => {
  expect(keyName(action)).toBe(name)
})

describe('a key', () => {
  it.each([['j', 'next'], ['K', 'previous'], ['？', 'help'], ['Escape', 'back'], ['w', 'joinTalk'], ['X', 'alertTaken'], ['[', null]])('%s means %s', (key, action) => {
    expect(actionOf(pressed(key), here)).toBe(action)
  })

  it.each([{ isComposing: true }, { keyCode: 229 }, { ctrlKey: true }, { metaKey: true }, { altKey: true }])(
    'means nothing with %o', (change) => { expect(actionOf(pressed('a', change), here)).toBeNull() })

  it.each([{ ctrlKey: true }, { metaKey: true }])('opens the palette with K and %o, even where she writes', (change) => {
    expect(actionOf(pressed('k', change), { ...here, isWriting: true, letters: false })).toBe('palette')
    expect(actionOf(pressed('k', { ...change, isComposing: true }), here)).toBeNull()
    expect(actionOf(pressed('k', { ...change, altKey: true }), here)).toBeNull()
  })

  it('takes a suggestion with Alt and its figure, and looks for articles with K, wherever she writes', () => {
    const alt = (code: string, change: Partial<Pressed> = {}) =>
      actionOf(pressed('¡', { altKey: true, code, ...change }), { ...here, isWriting: true, letters: false })
    expect([alt('Digit1'), alt('Digit3'), alt('Digit4')]).toEqual(['suggest1', 'suggest3', null])
    expect([alt('KeyK'), alt('KeyK', { isComposing: true })]).toEqual(['articles', null])
    expect([alt('Digit1', { isComposing: true }), alt('Digit1', { ctrlKey: true })]).toEqual([null, null])
  })

  it('is a letter where she writes, and in a dialog its own', () => {
    expect(actionOf(pressed('e'), { ...here, isWriting: true })).toBeNull()
    expect(actionOf(pressed('Escape'), { ...here, inDialog: true })).toBeNull()
    expect(actionOf(pressed('e'), { ...here, letters: false })).toBeNull()
  })
})

it('sends with Enter alone', () => {
  const enter = { ...pressed('Enter'), shiftKey: false }
  expect(sends(enter)).toBe(true)
  expect([{ shiftKey: true }, { isComposing: true }, { keyCode: 229 }].map((change) => sends({ ...enter, ...change })))
    .toEqual([false, false, false])
})

it('takes what is offered with Tab alone', () => {
  const tab = { ...pressed('Tab'), shiftKey: false }
  expect(takes(tab)).toBe(true)
  expect([{ shiftKey: true }, { isComposing: true }, { keyCode: 229 }].map((change) => takes({ ...tab, ...change })))
    .toEqual([false, false, false])
})

it('knows where words are written', () => {
  const radio = Object.assign(document.createElement('input'), { type: 'radio' })
  const places = [document.createElement('input'), document.createElement('textarea'), radio, document.createElement('button')]
  expect(places.map(isWriting)).toEqual([true, true, false, false])
})
