import type { FeltMessage, NextStep } from '../../../../api/assist.ts'

/** What is pointed at keeps its place; danger waits for nobody. */
export function steadied(
  shown: readonly NextStep[], now: readonly NextStep[], held: boolean,
): readonly NextStep[] {
  const isNewDanger = now.some(({ id, rank }) => rank === 'danger' && !shown.some((one) => one.id === id))
  return held && shown.length > 0 && !isNewDanger ? shown : now
}

export const STRONGEST = 3

/** Where each message stands in the line, over a box of this size: calm at the bottom. */
export function pointsOf(mood: readonly FeltMessage[], width: number, height: number): { x: number, y: number }[] {
  const last = Math.max(1, mood.length - 1)
  return mood.map(({ intensity }, place) => ({
    x: mood.length === 1 ? width : place / last * width, y: height - intensity / STRONGEST * height,
  }))
}

export type Trend = 'rising' | 'falling' | 'steady'

/** How the last three messages went; the brief counts as many. */
export function trendOf(mood: readonly FeltMessage[]): Trend {
  const [first, last] = [mood.slice(-3)[0], mood.at(-1)]
  const change = (last?.intensity ?? 0) - (first?.intensity ?? 0)
  return change > 0 ? 'rising' : change < 0 ? 'falling' : 'steady'
}
