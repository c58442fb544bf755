import { expect, it } from 'vitest'
import type { Content, Entry } from '../../../../shared/protocol.ts'
import type { Work } from '../../../api/wire.ts'
import { DeskHouse } from '../../../testing/house.ts'
import { messageOf } from '../../../testing/scenes.ts'
import { summaryOf } from './summary.ts'
import { opened, withEntry, type Talk } from './talk.ts'

function talking(): Talk {
  const one = new DeskHouse({ mine: 1 })
  one.isSignedIn = true
  return opened(undefined, one.answer('GET', 'desk/conversations/c0').body as Work)
}

function saying(talk: Talk, ...said: [author: 'agent' | 'bot', content: Content | string][]): Talk {
  return said.reduce((now, [author, content], index) => {
    const seq = (now.stream.entries.at(-1)?.seq ?? 0) + 1
    const message = messageOf(`s${index}`, author, '')
    const entry: Entry = {
      seq, kind: 'message', at: '2026-11-28T10:00:00Z',
      message: { ...message, content: typeof content === 'string' ? { v: 1, kind: 'text', text: content } : content },
    }
    return withEntry(now, entry)
  }, talk)
}

const receipt = (number: string, state: 'pending' | 'completed'): Content => ({
  v: 1, kind: 'card', card: 'receipt', flow: 'settle', number, title: '提前结清', text: '', within: '', state,
  document: null, buttons: [],
})

it('tells what she needed, what was accepted and what a person answered', () => {
  const talk = saying(
    talking(), ['agent', '您好'], ['bot', receipt('R8', 'pending')], ['bot', receipt('R8', 'completed')],
    ['agent', '不收费，随时可以提前还，还完当天就不再计息'], ['agent', '不客气'],
  )
  expect(summaryOf(talk, 'zh')).toEqual({
    need: '办理提前结清', made: ['提前结清 R8'], consulted: null,
    answer: '不收费，随时可以提前还，还完当天就不再计息',
  })
})

it('says nothing of what it does not know, and nothing of contacts before', () => {
  const talk = talking()
  const bare: Talk = { ...talk, work: { ...talk.work, brief: null, item: null } }
  const contact = { id: 'k2', number: 'L2', opened_at: '2026-11-28T10:00:00Z', closed_at: null, rated: false }
  const begun = withEntry(saying(bare, ['agent', '这是上一次说的']), {
    seq: (bare.stream.entries.at(-1)?.seq ?? 0) + 2, kind: 'contact', at: '2026-11-28T10:00:00Z', contact, reason: null,
  })
  expect(summaryOf(begun, 'zh')).toEqual({ need: null, made: [], consulted: null, answer: null })
})

it('is cut where an answer is long', () => {
  expect(summaryOf(saying(talking(), ['agent', '很'.repeat(200)]), 'zh').answer).toBe(`${'很'.repeat(80)}…`)
})
