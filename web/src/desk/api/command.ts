/** How an incident stands, as docs/reference/protocol.md section 2 says it. Nobody is named. */
import { call, fetchFile } from './http.ts'
import type { Incident } from './incidents.ts'
import type { Both } from './wire.ts'

export interface CommandFigure {
  id: string
  name: Both
  meaning: Both
  unit: 'count' | 'share' | 'seconds'
  value: number | null
  /** Out of how many, or over how many. */
  of: number | null
  /** The moment it is about. */
  at: string | null
  /** There are some, too few to be shown. */
  is_few: boolean
  /** Somebody has to look. */
  is_bad: boolean
}

export interface Stage { id: string, name: Both, meaning: Both, count: number }

/** One province as a square of the map; `affected` is null where it is not known or would tell of somebody. */
export interface Place {
  code: string
  mark: string
  name: string
  column: number
  row: number
  is_in: boolean
  affected: number | null
  needs: number
  undecided: number
}

export interface TouchCount { channel: string, channel_name: Both, state: string, state_name: Both, count: number }
export interface CommandMoment { at: string, what: string, name: Both, by: string | null }

export interface Command {
  incident: Incident
  at: string
  sort: { id: 'situation' | 'afterwards' | 'rehearsal', name: Both }
  figures: CommandFigure[]
  stages: Stage[]
  places: Place[]
  /** Needs of which no place is known. */
  without_place: number
  around: number | null
  is_local: boolean
  fewest_shown: number
  touches: TouchCount[]
  moments: CommandMoment[]
}

const of = (id: string) => `staff/incidents/${encodeURIComponent(id)}`

export const fetchCommand = (id: string) => call<Command>('GET', `${of(id)}/command`)
export const fetchReport = (id: string, language: 'zh' | 'en') => fetchFile(`${of(id)}/report`, { language })
