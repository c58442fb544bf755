import { call, fetchFile } from './http.ts'
import type {
  Account, Anomaly, AskedReset, AuditAsked, AuditPage, AuditState, GlassRequest, Glasses, Hours, Match, Matrix,
  NewAccount, OpenedAccount, OpenedValue, OwnGlass, PlannedStaff, PostRequest, PostWish, ResetRequest, Reveal,
  RevealReasons, RevealTarget, ShiftPlan, SignedInSession, StaffAccount, Team, Verdict, WeeklyHours, WhyHidden,
} from './accessWire.ts'
import type { Enrolment, Me, Post, Subject } from './wire.ts'

const part = encodeURIComponent
const conversation = (id: string) => `desk/conversations/${part(id)}`
const staff = (id: string) => `access/staff/${part(id)}`

export const fetchRevealReasons = () => call<RevealReasons>('GET', 'access/reveal-reasons')
/** Her password typed again, or her one-time code of now. */
export type Proof = { password: string } | { code: string }
export const stepUp = (proof: Proof) => call<{ until: string }>('POST', 'access/step-up', proof)
export function reveal(id: string, target: RevealTarget, reason: string, glass?: string): Promise<Reveal> {
  const wanted = { reason, ...(glass ? { glass } : {}) }
  if ('call' in target) return call<Reveal>('POST', `desk/calls/${part(target.call)}/number`, wanted)
  return call<Reveal>('POST', `${conversation(id)}/reveals`, { ...target, ...wanted })
}
export const matchValue = (id: string, field: string, said: string) =>
  call<Match>('POST', `${conversation(id)}/matches`, { field, said })
export const breakGlass = (id: string, field: string, reason: string, words: string) =>
  call<OwnGlass>('POST', `${conversation(id)}/break-glass`, { fields: [field], reason, words })
export const fetchOwnGlass = (id: string) => call<{ requests: OwnGlass[] }>('GET', `${conversation(id)}/break-glass`)
/** The look is on record when the file comes. */
export const openFile = (id: string, file: string) => fetchFile(`${conversation(id)}/files/${part(file)}`, {})
export const fetchSubjects = () => call<{ subjects: Subject[] }>('GET', 'desk/subjects')
export const setSubject = (id: string, intent: string) =>
  call<unknown>('PUT', `${conversation(id)}/subject`, { intent })

export const fetchAccount = () => call<Account>('GET', 'access/me')
export const changePassword = (current: string, fresh: string) =>
  call<Me>('PUT', 'access/me/password', { current, new: fresh })
export const workAs = (post: Post) => call<Me>('PUT', 'access/me/post', { post })
export const enrolCodes = (current: string) => call<Enrolment>('POST', 'access/me/codes', { current })
export const confirmCodes = (code: string) =>
  call<{ recovery_codes: string[] }>('POST', 'access/me/codes/confirm', { code })
export const renewRecovery = (code: string) =>
  call<{ recovery_codes: string[] }>('POST', 'access/me/codes/recovery', { code })
export const removeCodes = (code: string) => call<unknown>('POST', 'access/me/codes/remove', { code })
export const fetchSessions = () => call<{ sessions: SignedInSession[] }>('GET', 'access/me/sessions')
export const endSession = (id: string) => call<unknown>('DELETE', `access/me/sessions/${part(id)}`)
export const endOtherSessions = () => call<unknown>('POST', 'access/me/sessions/end', { keep_this: true })

export const fetchStaff = () => call<{ staff: StaffAccount[] }>('GET', 'access/staff')
export const fetchPlanned = () => call<{ staff: PlannedStaff[] }>('GET', 'access/rota')
export const openAccount = (account: NewAccount) => call<OpenedAccount>('POST', 'access/staff', account)
export const disableStaff = (id: string) => call<unknown>('POST', `${staff(id)}/disable`)
export const askReset = (id: string, codes: boolean, reason: string) =>
  call<AskedReset>('POST', `${staff(id)}/reset`, { codes, reason })
export const fetchResets = () => call<{ requests: ResetRequest[] }>('GET', 'access/reset-requests')
export const decideReset = (id: string, decision: 'approve' | 'refuse') =>
  call<{ second_half: string | null }>('POST', `access/reset-requests/${part(id)}/${decision}`)
export const lockStaff = (id: string) => call<unknown>('POST', `${staff(id)}/lock`)
export const unlockStaff = (id: string) => call<unknown>('POST', `${staff(id)}/unlock`)
export const endSessionsOf = (id: string) => call<unknown>('POST', `${staff(id)}/sessions/end`)
export const fetchPostRequests = () => call<{ requests: PostRequest[] }>('GET', 'access/post-requests')
export const askForPost = (wish: PostWish) => call<{ id: string }>('POST', 'access/post-requests', wish)
export const decidePost = (id: string, decision: 'approve' | 'refuse') =>
  call<unknown>('POST', `access/post-requests/${part(id)}/${decision}`)
export const fetchTeams = () => call<{ teams: Team[] }>('GET', 'access/teams')
export const makeTeam = (name: string, leader: string | null) =>
  call<{ id: string }>('POST', 'access/teams', { name, leader })
export const joinTeam = (id: string, team: string | null) => call<unknown>('PUT', `${staff(id)}/team`, { team })
export const fetchShifts = (id: string) => call<ShiftPlan>('GET', `${staff(id)}/shifts`)
export const planWeek = (id: string, shifts: WeeklyHours[]) => call<unknown>('PUT', `${staff(id)}/shifts`, { shifts })
export const planDay = (id: string, on: string, hours: Hours[] | null) =>
  call<unknown>('PUT', `${staff(id)}/shifts/${part(on)}`, { hours })

export const fetchMatrix = () => call<Matrix>('GET', 'access/matrix')
export const explain = (post: Post, field: string, purpose: string) =>
  call<WhyHidden>('POST', 'access/explain', { post, field, purpose })

export const searchAudit = (asked: AuditAsked, cursor: string | null) =>
  call<AuditPage>('GET', `audit/records?${new URLSearchParams({ ...asked, ...(cursor ? { cursor } : {}) })}`)
export const fetchAuditState = () => call<AuditState>('GET', 'audit/state')

export const fetchOpened = (reviewed: boolean) =>
  call<{ reveals: OpenedValue[] }>('GET', `access/reveals?reviewed=${reviewed}`)
export const reviewOpened = (id: string, verdict: Verdict) =>
  call<OpenedValue>('POST', `access/reveals/${part(id)}/review`, { verdict })
export const fetchGlasses = () => call<Glasses>('GET', 'access/break-glass')
export const decideGlass = (id: string, approve: boolean) =>
  call<GlassRequest>('POST', `access/break-glass/${part(id)}/decision`, { approve })
export const reviewGlass = (id: string, verdict: Verdict) =>
  call<GlassRequest>('POST', `access/break-glass/${part(id)}/review`, { verdict })
export const fetchAnomalies = (hours: number) => call<{ anomalies: Anomaly[] }>('GET', `access/anomalies?hours=${hours}`)
