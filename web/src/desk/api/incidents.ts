/** What befalls many at once, as docs/reference/protocol.md section 2 says it. */
import { call } from './http.ts'
import type { Both } from './wire.ts'

export type IncidentState = 'draft' | 'proposed' | 'active' | 'winding_down' | 'closed'
export type IncidentAct = 'submit' | 'agree' | 'send_back' | 'undo' | 'wind_down' | 'close' | 'discard'
export interface Region { code: string, name: string }
export interface Signed { by: string | null, at: string }

/** What is declared. `level` is 1 (gravest) to 4. */
export interface IncidentBody {
  playbook: string
  kind: string
  level: number
  regions: string[]
  starts_at: string
  ends_at: string
  is_rehearsal: boolean
}

export interface Incident extends Omit<IncidentBody, 'regions'> {
  id: string
  number: string
  title: Both
  playbook_version: string | null
  regions: Region[]
  source: 'hand' | 'cap'
  state: IncidentState
  written: Signed | null
  submitted: Signed | null
  agreed: Signed | null
  /** What whoever asks can do with it now. */
  may: IncidentAct[]
}

export interface IncidentDetail extends Incident {
  entrance: { banner: Both, first_line: Both, entry: { intent: string, label: Both } | null }
  history: { at: string, by: string, act: IncidentAct | 'written', after: IncidentState }[]
  needs: { all: number, undecided?: number, approved?: number, refused?: number }
}

/** Numbers too small to be shown are null. */
export interface Preview {
  within: number | null
  around: number | null
  say_affected: number | null
  say_not_affected: number | null
  fewest_shown: number
}

export interface Need {
  id: string
  number: string
  region: string | null
  opened_at: string
  times: number
  held_until: string | null
  told: string | null
  decision: string | null
}

export interface Playbook {
  id: string
  name: Both
  kinds: Record<string, Both>
  is_local: boolean
  most_days: number
}

/** What whoever serves has to know of one that goes on. */
export interface GoingOn {
  id: string
  number: string
  title: Both
  state: IncidentState
  ends_at: string
  banner: Both
  script: Both
  hotlines: { name: Both, number: string }[]
}

const of = (id: string) => `staff/incidents/${encodeURIComponent(id)}`

export const fetchIncidents = () => call<{ items: Incident[] }>('GET', 'staff/incidents')
export const fetchGoingOn = () => call<{ incidents: GoingOn[] }>('GET', 'staff/incidents/current')
export const fetchPlaybooks = () => call<{ playbooks: Playbook[] }>('GET', 'staff/incidents/playbooks')
export const findRegions = (name: string) =>
  call<{ regions: Region[] }>('GET', `staff/incidents/regions?name=${encodeURIComponent(name)}`)
export const fetchIncident = (id: string) => call<IncidentDetail>('GET', of(id))
export const fetchPreview = (id: string) => call<Preview>('GET', `${of(id)}/preview`)
export const fetchNeeds = (id: string) => call<{ items: Need[], has_more: boolean }>('GET', `${of(id)}/needs`)
export const draftIncident = (body: IncidentBody) => call<Incident>('POST', 'staff/incidents', body)
export const moveIncident = (id: string, act: IncidentAct) => call<Incident>('POST', `${of(id)}/acts`, { act })
