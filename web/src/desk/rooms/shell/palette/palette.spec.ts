import { describe, expect, it } from 'vitest'
import { initialsOf } from './initials.ts'
import { fitting, type Command } from './palette.ts'

const command = (group: Command['group'], name: string, hint?: string): Command =>
  ({ id: name, group, name, ...(hint === undefined ? {} : { hint }), run: () => undefined })
const all = [
  command('page', '审计'), command('act', '结束会话', 'E'), command('act', '交还机器人', 'B'), command('state', '小休'),
  command('talk', '测试宁乐', '提前结清'), command('act', 'Close the conversation', 'E'),
]
const names = (words: string) => fitting(all, words).map(({ name }) => name)

it.each([
  ['结束会话', 'jshh'], ['交还机器人', 'jhjqr'], ['小休', 'xx'], ['转给同事', 'zgts'], ['我的账号', 'wdzh'], ['还款未入账', 'hkwrz'], ['人工日常', 'rgrc'], ['Ctrl 键', 'ctrl j'],
])('knows how the syllables of %s begin', (text, letters) => {
  expect(initialsOf(text)).toBe(letters)
})

describe('the palette', () => {
  it('shows everything by its group while nothing is typed', () => {
    expect(names(' ')).toEqual(['结束会话', '交还机器人', 'Close the conversation', '测试宁乐', '小休', '审计'])
  })

  it.each([
    ['结束', ['结束会话']], ['jsh', ['结束会话']], ['会话', ['结束会话']], ['ＣＬＯＳＥ', ['Close the conversation']],
    ['提前', ['测试宁乐']], ['close conv', ['Close the conversation']], ['没有这个', []],
  ])('finds %s', (words, found) => { expect(names(words)).toEqual(found) })

  it('puts first what begins with the words', () => {
    expect(names('j')).toEqual(['结束会话', '交还机器人', '审计'])
    expect(fitting([command('act', '转交'), command('act', '交还')], '交').map(({ name }) => name)).toEqual(['交还', '转交'])
  })
})
