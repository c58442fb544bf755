/** What the page of reports decides without a browser. */
import type { Asked, Band, ReportFigure, Week } from '../../api/reports.ts'

const BEIJING_MS = 8 * 3_600_000
const DAY_MS = 86_400_000
export const ready = { week: 7, month: 30, quarter: 90, year: 365 } as const
export type Ready = keyof typeof ready

export const dayInBeijing = (ms: number): string => new Date(ms + BEIJING_MS).toISOString().slice(0, 10)

/** So many days, of which today is the last. */
export function lately(days: number, nowMs: number): Pick<Asked, 'since' | 'until'> {
  return { since: dayInBeijing(nowMs - (days - 1) * DAY_MS), until: dayInBeijing(nowMs) }
}

export const everything = { subject: '', cause: '', product: '', channel: '', source: '', region: '' } as const

/** A figure in its unit, without the name of the unit. */
export function plain({ value, unit }: Pick<ReportFigure, 'value' | 'unit'>): string | null {
  if (value === null) return null
  switch (unit) {
    case 'share': return `${(value * 100).toFixed(1)}%`
    case 'fen': return (value / 100).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
    case 'hours': return value.toFixed(1)
    case 'per_10000': return value.toFixed(2)
    case 'count': return Math.round(value).toLocaleString('en')
  }
}

export interface Box { width: number, height: number, left: number, right: number, top: number, foot: number }
export interface Place { x: number, y: number, at: number }

/** The most that stands on an axis, a round number. */
export function most(values: readonly (number | null)[]): number {
  const highest = Math.max(1, ...values.map((value) => value ?? 0))
  const size = 10 ** Math.floor(Math.log10(highest))
  return [1, 2, 4, 5, 10].map((part) => part * size).find((round) => round >= highest) ?? highest
}

/** How high a value stands. */
export const height = (value: number, top: number, box: Box): number =>
  box.height - box.foot - (value / top) * (box.height - box.foot - box.top)

/** Where the weeks stand, in the middle of their share of the width; null where there is nothing to be drawn. */
export function places(weeks: readonly Pick<Week, 'count'>[], top: number, box: Box): (Place | null)[] {
  const step = (box.width - box.left - box.right) / Math.max(1, weeks.length)
  return weeks.map(({ count }, at) =>
    count === null ? null : { x: box.left + (at + 0.5) * step, y: height(count, top, box), at })
}

/** A line that breaks where nothing is told. */
export function line(found: readonly (Place | null)[]): string {
  return found
    .map((place, at) => place === null ? '' : `${found[at - 1] ? 'L' : 'M'}${place.x.toFixed(1)} ${place.y.toFixed(1)}`)
    .join('')
}

/** By which term those of a band are late. */
export function lateBy({ from }: Band, after: { house: number, law: number }): 'law' | 'house' | null {
  if (from > after.law) return 'law'
  return from > after.house ? 'house' : null
}

/** How much of the widest bar each is, from 0 to 1. */
export function widths(counts: readonly (number | null)[]): number[] {
  const widest = Math.max(1, ...counts.map((count) => count ?? 0))
  return counts.map((count) => (count ?? 0) / widest)
}
