/** Reports of complaints, as docs/reference/protocol.md section 2 says them. */
import { call, fetchFile } from './http.ts'
import type { Both } from './wire.ts'

export const dimensions = ['subject', 'cause', 'product', 'channel', 'source'] as const
export type Dimension = typeof dimensions[number]

/** Days of Shanghai, the first and the last; without a code, all of them. */
export type Asked = { since: string, until: string, region: string } & Record<Dimension, string>

export interface ReportFigure {
  id: string
  name: Both
  formula: Both
  unit: 'count' | 'share' | 'hours' | 'fen' | 'per_10000'
  value: number | null
  numerator: number | null
  of: number | null
  /** Fewer stand behind it than are told. */
  is_few: boolean
}

export interface Coded { id: string | null, name: Both }
/** Without a count there are too few, or they would follow from the others. */
export type Part = Coded & { count: number | null }

export interface Week { week: string, until: string, count: number | null, is_whole: boolean }
export interface Band { from: number, to: number | null, count: number | null }

export interface ComplaintReport {
  since: string
  until: string
  at: string
  fewest: number
  /** Whether lines of single complaints are handed to this post. */
  exports: boolean
  /** Whether she opens rectifications, and says whether they helped. */
  opens: boolean
  checks: boolean
  borrowers: { number: number, source: string }
  figures: ReportFigure[]
  weeks: { items: Week[], usual: { low: number, high: number } | null, formula: Both }
  ageing: { items: Band[], late_after: { house: number, law: number }, formula: Both }
  parts: { dimension: Dimension | 'region', name: Both, items: (Part & { on_time: number | null })[], formula: Both }[]
  redress: { items: (Part & { fen: number | null })[], formula: Both }
  choices: Record<Dimension, Coded[]>
}

export interface Themes {
  items: (Coded & { themes: { words: string, customers: number }[] })[]
  formula: Both
}

const path = 'staff/complaint-reports'

/** What is not chosen is not asked. */
export const wanted = (asked: Asked): Partial<Asked> =>
  Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ''))

const query = (asked: Asked): string => new URLSearchParams(wanted(asked)).toString()

export const fetchReport = (asked: Asked) => call<ComplaintReport>('GET', `${path}?${query(asked)}`)

export const fetchThemes = (asked: Asked) => call<Themes>('GET', `${path}/themes?${query(asked)}`)

export const fetchLines = (asked: Asked, kind: 'xlsx' | 'csv', language: 'zh' | 'en') =>
  fetchFile(`${path}/lines`, { asked: wanted(asked), kind, language })

export const fetchPaper = (asked: Asked, language: 'zh' | 'en') =>
  fetchFile(`${path}/paper`, { asked: wanted(asked), language })

export interface Rectification {
  id: string
  number: string
  cause: Both
  department: Both
  stage: 'open' | 'done' | 'effective' | 'not_effective' | 'cancelled'
  opened_at: string
  due_on: string
  check_on: string
  is_late: boolean
  can_check: boolean
  complaints: number
  /** Complaints of the cause a week, on average; without `after` no week is over yet. */
  before: number
  after: number | null
  weeks: number
}

export interface RectificationWish { cause: string, what: string, department: string, due_on: string, check_on: string }

export const fetchRectifications = () => call<{ items: Rectification[] }>('GET', `${path}/rectifications`)

export const openRectification = (wish: RectificationWish) => call('POST', `${path}/rectifications`, wish)

export const checkRectification = (id: string, isEffective: boolean, words: string) =>
  call('POST', `${path}/rectifications/${encodeURIComponent(id)}/check`, { is_effective: isEffective, words })
