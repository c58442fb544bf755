/** The invented house for a leader who plans: three agents, two skills, and what two queues ask for. */
import type { Profile, ProfileWish, Skilled, SkilledAgent } from '../api/skills.ts'
import type { Me } from '../api/wire.ts'
import type { Answer } from './entrance.ts'
import { DeskHouse } from './house.ts'

const both = (zh: string) => ({ zh, en: `in English: ${zh}` })

export const agentWith = (id: string, change: Partial<SkilledAgent> = {}): SkilledAgent => ({
  id, name: `坐席${id}`, post: 'online_agent', state: 'ready', yours: true, skills: {}, capacity: 5, usual: true, ...change,
})

export const skilled = (...agents: SkilledAgent[]): Skilled => ({
  agents,
  skills: [{ id: 'care', name: both('关怀') }, { id: 'english', name: both('英语') }],
  usual_capacity: 5,
  queues: [
    {
      id: 'crisis', name: both('危机'), overflow: { to: 'general', after_s: 30 },
      asks: [{ after_s: 0, skills: { care: 3 } }, { after_s: 8, skills: { care: 1 } }],
    },
    { id: 'general', name: both('综合'), overflow: null, asks: [{ after_s: 0, skills: {} }] },
  ],
  languages: { en: 'english' },
})

export class SkilledHouse extends DeskHouse {
  refuses: string | null = null
  isAway = false
  skilled: Skilled

  constructor(...agents: SkilledAgent[]) {
    super()
    this.skilled = skilled(...agents)
  }

  override answer(method: string, path: string, body: Record<string, unknown> = {}): Answer {
    if (path === 'desk/agents' && this.isAway) return { status: 503, body: { error: 'Unavailable', params: {} } }
    if (path === 'desk/agents') return { status: 200, body: this.skilled }
    if (path.startsWith('desk/agents/')) return this.set(path, body as unknown as ProfileWish)
    const answer = super.answer(method, path, body)
    return path === 'staff/me' && answer.status === 200
      ? { status: 200, body: { ...answer.body as Me, pages: ['staff'], may: ['plan_shifts'] } }
      : answer
  }

  private set(path: string, { skills, capacity }: ProfileWish): Answer {
    if (this.refuses) return { status: 403, body: { error: this.refuses, params: {} } }
    const profile: Profile = { skills, capacity: capacity ?? this.skilled.usual_capacity, usual: capacity === null }
    const agents = this.skilled.agents.map((one) => path.endsWith(`/${one.id}`) ? { ...one, ...profile } : one)
    this.skilled = { ...this.skilled, agents }
    return { status: 200, body: profile }
  }
}
