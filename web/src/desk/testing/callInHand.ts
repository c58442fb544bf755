/** The invented house with a promised call in hand. */
import type { CallInHand } from '../api/callInHand.ts'
import type { Answer } from './entrance.ts'
import { DeskHouse } from './house.ts'
import { itemOf } from './scenes.ts'

const later = { starts_at: '2026-11-23T16:00:00+08:00', ends_at: '2026-11-23T18:00:00+08:00' }

export class CallHouse extends DeskHouse {
  call: CallInHand = {
    id: 'b1', number: 'B1024', state: 'booked', starts_at: '2026-11-23T14:00:00+08:00', ends_at: '2026-11-23T16:00:00+08:00',
    tries: 0, next_try_at: null, item: 'i0', conversation: 'c0', topic: '怎么提前还清', given: '138****0000', on_file: [],
    tries_at_most: 3, reached: false, attempts: [], brief: null, windows: [later],
  }

  constructor() {
    super()
    const { starts_at, ends_at, tries } = this.call
    this.add(itemOf(0, {
      kind: 'call_back', state: 'assigned', lane: 'promise', topic: null, number: 'B1024', assigned_at: starts_at,
      call: { starts_at, ends_at, tries, reminded: false },
    }))
  }

  override answer(method: string, path: string, body: Record<string, unknown> = {}): Answer {
    if (!path.startsWith('desk/calls/')) return super.answer(method, path, body)
    if (body['outcome'] === 'reached') {
      this.call = { ...this.call, reached: true, attempts: [{ outcome: 'reached', by: 's1', at: later.starts_at }] }
    }
    return { status: 200, body: this.call }
  }
}
