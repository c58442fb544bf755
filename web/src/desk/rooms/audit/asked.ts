import type { AuditAsked, AuditRecord } from '../../api/accessWire.ts'

/** What the form holds: moments as days of Shanghai, both included. */
export interface AuditForm {
  customer: string
  staff: string
  field: string
  action: string
  reason: string
  from: string
  to: string
}

export const formKeys = ['customer', 'staff', 'field', 'action', 'reason', 'from', 'to'] as const

/** The form that an address holds, so that a search can be sent to somebody. */
export function formIn(query: Record<string, unknown>): AuditForm {
  const form: AuditForm = { customer: '', staff: '', field: '', action: '', reason: '', from: '', to: '' }
  for (const key of formKeys) {
    const value = query[key]
    if (typeof value === 'string') form[key] = value
  }
  return form
}

/** Only what was filled in. */
export const queryOf = (form: AuditForm): Record<string, string> =>
  Object.fromEntries(formKeys.map((key) => [key, form[key].trim()] as const).filter(([, value]) => value !== ''))

const dayStart = (day: string) => `${day}T00:00:00+08:00`

function dayAfter(day: string): string {
  const next = new Date(`${day}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}

export function askedBy({ from, to, ...rest }: AuditForm): AuditAsked {
  const filled = Object.entries<string>(rest).map(([key, value]) => [key, value.trim()] as const)
  const words: AuditAsked = Object.fromEntries(filled.filter(([, value]) => value !== ''))
  return {
    ...words,
    ...(words.staff ? { staff: words.staff.toLowerCase() } : {}),
    ...(from ? { since: dayStart(from) } : {}),
    ...(to ? { until: dayStart(dayAfter(to)) } : {}),
  }
}

export const isCustomer = (id: string): boolean =>
  id.trim() === '' || /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i.test(id.trim())

/** `staff:…`, `bot`, `house`: what kind of actor it was. */
export const actorKind = ({ actor }: AuditRecord): string => actor.split(':', 1)[0] ?? actor

export type Standing = 'broken' | 'never' | 'found' | 'proven'

/** What the state of the trail comes to. */
export function standingOf(sound: boolean, verified: { findings: number | null } | null): Standing {
  if (!sound) return 'broken'
  if (!verified) return 'never'
  return verified.findings ? 'found' : 'proven'
}
