/** The invented house of a leader: her floor, and what she may do on it. */
import type { Figure, Floor, FloorAgent, FloorAlert, FloorQueue, FloorTalk, Wall } from '../api/floor.ts'
import type { DeskClientFrame, Me } from '../api/wire.ts'
import { me, type Answer } from './entrance.ts'
import { DeskHouse, type Guest } from './house.ts'
import { itemOf } from './scenes.ts'

export const talkOf = (index: number, change: Partial<FloorTalk> = {}): FloorTalk => ({
  item: `i${index}`, kind: 'conversation', state: 'assigned', lane: 'normal', conversation: `c${index}`, number: `C000${index}`,
  since: '2026-11-23T04:00:00Z', waits_since: '2026-11-23T04:00:00Z', mood: null, ...change,
})

export const agentOf = (name: string, talks: FloorTalk[], change: Partial<FloorAgent> = {}): FloorAgent => ({
  id: `a-${name}`, name, post: 'online_agent', state: 'ready', since: '2026-11-23T03:00:00Z', reason: null, units: talks.length, capacity: 5,
  talks, ...change,
})

export const queueOf = (change: Partial<FloorQueue> = {}): FloorQueue => ({
  id: 'general', name: { zh: '综合', en: 'general' }, waiting: { normal: 2 }, longest_since: '2026-11-23T04:00:00Z',
  target: { share: 0.85, within_s: 20 }, in_time: 17, of: 20, ...change,
})

export const alertOf = (index: number, change: Partial<FloorAlert> = {}): FloorAlert => ({
  id: `l${index}`, kind: 'danger', item: `i${index}`, conversation: `c${index}`, complaint: null, number: `C000${index}`, lane: 'normal',
  agent: '测试员甲', raised_at: '2026-11-23T04:00:00Z', acknowledged: null, ...change,
})

export const figureOf = (change: Partial<Figure> = {}): Figure => ({
  id: 'answered', name: { zh: '接通率', en: 'Answer rate' }, formula: { zh: '接起 ÷ 排队', en: 'taken ÷ queued' }, unit: 'share',
  value: 0.9, numerator: 9, denominator: 10, ...change,
})

export class FloorHouse extends DeskHouse {
  floor: Floor
  wall: Wall = { figures: [figureOf()], waiting: 2, longest_since: null, agents: { ready: 1 }, planned: null }
  refuses: string | null = null

  constructor(agents: FloorAgent[]) {
    super()
    this.floor = { agents, queues: [queueOf()], alerts: [], answer_within_s: 60 }
  }

  override answer(method: string, path: string, body: Record<string, unknown> = {}): Answer {
    if (path === 'desk/floor/figures') return { status: 200, body: this.wall }
    if (path.endsWith('/acknowledge')) return this.acknowledge()
    if (path === 'desk/floor') return { status: 200, body: this.floor }
    if (path.startsWith('desk/floor/') && this.refuses) return { status: 409, body: { error: this.refuses, params: {} } }
    if (path.endsWith('/join') || path.endsWith('/leave')) return this.comes(path)
    if (path.endsWith('/take-over')) return { status: 200, body: this.takenOver() }
    if (path.startsWith('desk/floor/')) return { status: 200, body: {} }
    const answer = super.answer(method, path, body)
    return path === 'staff/me' && answer.status === 200
      ? { status: 200, body: { ...answer.body as Me, pages: ['work', 'floor', 'wall'], may: ['whisper', 'join'] } }
      : answer
  }

  override hear(guest: Guest, frame: DeskClientFrame): void {
    if (frame.type === 'floor') {
      if (frame.on) guest.send({ type: 'floor', floor: this.floor })
    } else if (frame.type === 'alerts') {
      if (frame.on) guest.send({ type: 'alerts', alerts: this.floor.alerts })
    } else if (frame.type === 'wall') {
      if (frame.on) guest.send({ type: 'wall', wall: this.wall })
    } else {
      super.hear(guest, frame)
    }
  }

  tellFloor(): void {
    for (const guest of this.guests) {
      guest.send({ type: 'floor', floor: this.floor })
      guest.send({ type: 'wall', wall: this.wall })
      guest.send({ type: 'alerts', alerts: this.floor.alerts })
    }
  }

  private comes(path: string): Answer {
    const [, , , item, act] = path.split('/')
    const talk = [...this.talks.values()].find((one) => one.item.id === item)
    const participant = { id: me.staff.id, name: me.staff.name, beside: talk?.ownerName ?? '', joined_at: '2026-11-23T04:00:00Z' }
    if (talk) this.joins(participant, talk.item.conversation, act === 'join' ? 'joined' : 'left')
    return { status: 204, body: null }
  }

  private acknowledge(): Answer {
    const acknowledged = { by: '测试班长', at: '2026-11-23T04:01:00Z' }
    this.floor = { ...this.floor, alerts: this.floor.alerts.map((alert) => ({ ...alert, acknowledged })) }
    this.tellFloor()
    return { status: 200, body: {} }
  }

  private takenOver(): unknown {
    const item = itemOf(1, { state: 'assigned', conversation: 'c1' })
    this.add(item, 'agent')
    return item
  }
}
