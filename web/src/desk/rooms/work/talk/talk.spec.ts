import { describe, expect, it } from 'vitest'
import { messageOf } from '../../../testing/scenes.ts'
import { DeskHouse } from '../../../testing/house.ts'
import type { Entry } from '../../../../shared/protocol.ts'
import type { Work } from '../../../api/wire.ts'
import { caughtUp, opened, stateOf, withEntry, withOlder } from './talk.ts'

const house = () => {
  const one = new DeskHouse({ mine: 1, older: 40 })
  one.isSignedIn = true
  return one
}
const look = (one: DeskHouse) => one.answer('GET', 'desk/conversations/c0').body as Work
const said = (seq: number): Entry =>
  ({ seq, kind: 'message', at: '2026-11-22T10:00:00Z', message: messageOf(`m${seq}`, 'customer', 'x') })
const seqs = (entries: readonly Entry[]) => entries.map(({ seq }) => seq)

describe('one conversation', () => {
  it('is the same as a fresh snapshot after an entry', () => {
    const one = house()
    const before = opened(undefined, look(one))
    one.says('c0', '还在吗')
    const entry = one.talks.get('c0')?.entries.at(-1) ?? said(0)
    const after = withEntry(before, entry)
    expect(seqs(after.stream.entries).slice(-30)).toEqual(seqs(opened(undefined, look(one)).stream.entries))
    expect(withEntry(after, entry)).toEqual(after)
  })

  it('sees a gap, and closes it by what follows a watch', () => {
    const before = opened(undefined, look(house()))
    const last = before.stream.entries.at(-1)?.seq ?? 0
    const gapped = withEntry(before, said(last + 2))
    expect(gapped.stream.gap).toBe(true)
    const whole = caughtUp(gapped, [said(last + 1), said(last + 2)], before.stream.marks)
    expect([whole.stream.gap, seqs(whole.stream.entries).slice(-2)]).toEqual([false, [last + 1, last + 2]])
  })

  it('keeps what arrived while an answer was under way, and older ones it had loaded', () => {
    const one = house()
    const answer = look(one)
    const older = one.answer('GET', `desk/conversations/c0/history?before=${answer.entries[0]?.seq ?? 0}`).body
    const held = withOlder(opened(undefined, answer), older as { entries: Entry[], has_more: boolean })
    const live = withEntry(held, said(answer.conversation.seq + 1))
    expect(seqs(opened(live, answer).stream.entries)).toEqual(seqs(live.stream.entries))
  })

  it('lets her no longer speak once the robot owns it', () => {
    const talk = opened(undefined, look(house()))
    const seq = (talk.stream.entries.at(-1)?.seq ?? 0) + 1
    const after = withEntry(talk, { seq, kind: 'owner', at: '2026-11-22T10:00:00Z', owner: { kind: 'bot', name: null } })
    expect([stateOf(talk), after.work.may_speak]).toEqual(['mine', false])
  })
})
