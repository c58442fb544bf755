import type { FlowFunnel } from '../../api/requestsWire.ts'

export const stages = ['entered', 'identified', 'slots', 'eligible', 'confirmed', 'submitted', 'verified'] as const
export type Stage = typeof stages[number]

/** `share` is of all that entered, `lost` is how many of the stage before did not come here. */
export interface StageBar { stage: Stage, count: number, share: number, lost: number }

export function barsOf(flow: FlowFunnel): StageBar[] {
  return stages.map((stage, at): StageBar => {
    const before = stages[at - 1]
    const count = flow[stage]
    const lost = before ? Math.max(0, flow[before] - count) : 0
    return { stage, count, share: shareOf(count, flow.entered) ?? 0, lost }
  })
}

/** Verified / eligible requests entered, as the KPI book says it; null where none was eligible. */
export const acceptance = ({ verified, eligible }: Pick<FlowFunnel, 'verified' | 'eligible'>): number | null =>
  shareOf(verified, eligible)

/** Where most stop first. */
export const dropsOf = ({ dropped_at: drops }: FlowFunnel): FlowFunnel['dropped_at'] =>
  drops.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count)

/** All flows together. */
export function totalOf(flows: readonly FlowFunnel[]): { eligible: number, verified: number } {
  const sum = (stage: Stage) => flows.reduce((total, flow) => total + flow[stage], 0)
  return { eligible: sum('eligible'), verified: sum('verified') }
}

export const percent = (share: number | null): string => share === null ? '–' : `${Math.round(share * 1000) / 10}%`

function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null
}
