/** The invented house of a planner: a short day, and what is kept and tried of it. */
import type { Asking, DayOutlook, DaySlot, KeptPlan, PlanCheck } from '../api/planning.ts'
import type { Me } from '../api/wire.ts'
import { refused, type Answer } from './entrance.ts'
import { DeskHouse } from './house.ts'

export const slotOf = (start: string, change: Partial<DaySlot> = {}): DaySlot => ({
  start, calls: 60, agents: 10, answered: 0.97, in_time: 0.9, rostered: 15, usual: [50, 70], shifts: null,
  by_shifts: null, otherwise: null, came: null, now: null, ...change,
})

export const outlookOf = (change: Partial<DayOutlook> = {}): DayOutlook => ({
  on: '2026-11-24', kind: 'tuesday', history: { from: '2026-09-01', to: '2026-11-22', days: 83 }, unsure: [],
  assumed: {
    service_s: 240, service_from: 'measured', patience_s: 120, at_once: 1, shrinkage: 0.3, answered: 0.95, in_time: 0.85,
    within_s: 20, sure: 0.9,
  },
  usual_days: 12,
  slots: ['09:00', '09:30', '10:00', '10:30'].map((start) => slotOf(start)),
  day: { calls: 240, agents: 10, answered: 0.97, in_time: 0.9, hours: 20, rostered_hours: 30 },
  by_shifts: null, otherwise: null, so_far: null, ...change,
})

const checkOf = (change: Partial<PlanCheck> = {}): PlanCheck => ({
  id: 'k1', on: '2026-11-24', state: 'running', by: '测试排班员', at: '2026-11-23T04:00:00Z', ended_at: null, which: 'needed',
  hours: 20, days: 200, done: 0, targets: { answered: 0.95, in_time: 0.85, within_s: 20, sure: 0.9 },
  kept: { answered: 0, in_time: 0, both: 0 }, answered: [], ...change,
})

export class PlanningHouse extends DeskHouse {
  may = ['plan_days']
  outlook = outlookOf()
  check: PlanCheck | null = null
  plans: KeptPlan[] = []
  asked: Asking[] = []
  refuses: { error: string, params: Record<string, unknown> } | null = null

  override answer(method: string, path: string, body: Record<string, unknown> = {}): Answer {
    const ok = (answer: unknown): Answer => ({ status: 200, body: answer })
    if (path === 'desk/planning/outlook') return this.reckon(body as unknown as Asking)
    if (path === 'desk/planning/week') return ok({ days: [{ ...this.outlook.day, on: '2026-11-24', kind: 'holiday' }] })
    if (path === 'desk/planning/histories') return ok({ house: { from: '2026-09-01', to: '2026-11-22' }, loaded: [] })
    if (path.startsWith('desk/planning/plans')) return ok(method === 'GET' ? { plans: this.plans } : this.keep(path, body))
    if (path.endsWith('/cancel')) this.check = checkOf({ state: 'cancelled', done: 40, answered: [0.9, 0.97] })
    if (path === 'desk/planning/checks') this.check = checkOf()
    if (path.startsWith('desk/planning/checks')) return ok({ check: this.check })
    const answer = super.answer(method, path, body)
    return path === 'staff/me' && answer.status === 200
      ? ok({ ...answer.body as Me, pages: ['wall', 'planning'], may: this.may })
      : answer
  }

  /** So many days have been lived through. */
  lives(done: number, kept: number): void {
    const answered = [...Array.from({ length: done - kept }, () => 0.9), ...Array.from({ length: kept }, () => 0.97)]
    this.check = checkOf({
      state: done === 200 ? 'done' : 'running', done, answered, kept: { answered: kept, in_time: kept, both: kept },
    })
  }

  private reckon(asking: Asking): Answer {
    this.asked.push(asking)
    if (this.refuses) return refused(422, this.refuses.error, this.refuses.params)
    const { otherwise: { agents } } = asking
    if (agents === 0) return { status: 200, body: { ...this.outlook, on: asking.on } }
    const slots = this.outlook.slots.map((slot) =>
      ({ ...slot, otherwise: { calls: slot.calls, agents: slot.agents + agents, answered: 0.81, in_time: 0.4 } }))
    const otherwise = { ...this.outlook.day, answered: 0.81, in_time: 0.4, hours: 16, needs_hours: 20 }
    return { status: 200, body: { ...this.outlook, on: asking.on, slots, otherwise } }
  }

  private keep(path: string, body: Record<string, unknown>): KeptPlan | null {
    if (path.endsWith('/publish')) {
      this.plans = this.plans.map((plan) => ({ ...plan, published: { by: '测试排班员', at: '2026-11-23T05:00:00Z' } }))
    } else {
      this.plans = [{
        id: 'p1', on: String(body['on']), by: '测试排班员', at: '2026-11-23T04:00:00Z', note: String(body['note']), published: null,
        figures: this.outlook,
      }, ...this.plans]
    }
    return this.plans[0] ?? null
  }
}
