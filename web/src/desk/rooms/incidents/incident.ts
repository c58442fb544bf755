import type { IncidentBody, IncidentState, Playbook, Region } from '../../api/incidents.ts'

/** What is typed into the form; days and times are those of Beijing. */
export interface Draft {
  playbook: string
  kind: string
  level: string
  regions: Region[]
  startsOn: string
  startsAt: string
  endsOn: string
  endsAt: string
  isRehearsal: boolean
}

const DAY_MS = 86_400_000
const BEIJING_MS = 8 * 3_600_000

/** From now on, for three days. */
export function firstDraft(now: Date): Draft {
  const [startsOn = '', startsAt = ''] = inBeijing(now)
  const [endsOn = ''] = inBeijing(new Date(now.getTime() + 3 * DAY_MS))
  return { playbook: '', kind: '', level: '2', regions: [], startsOn, startsAt, endsOn, endsAt: startsAt, isRehearsal: false }
}

const inBeijing = (at: Date) => new Date(at.getTime() + BEIJING_MS).toISOString().slice(0, 16).split('T')

/** Whether everything is there that a declaration needs. */
export function isWhole(draft: Draft, playbook: Playbook | undefined): boolean {
  if (!playbook || !(draft.kind in playbook.kinds)) return false
  return playbook.is_local === (draft.regions.length > 0) && draft.endsOn !== '' && draft.startsOn !== ''
}

export function bodyOf(draft: Draft): IncidentBody {
  return {
    playbook: draft.playbook,
    kind: draft.kind,
    level: Number(draft.level),
    regions: draft.regions.map(({ code }) => code),
    starts_at: `${draft.startsOn}T${draft.startsAt}:00+08:00`,
    ends_at: `${draft.endsOn}T${draft.endsAt}:00+08:00`,
    is_rehearsal: draft.isRehearsal,
  }
}

const tones: Partial<Record<IncidentState, string>> = { active: 'bad', winding_down: 'due' }
export const toneOf = (state: IncidentState) => tones[state] ?? ''
