import type {
  CodeTried, Config, FaceCheck, Level, OwnCalls, OwnRequest, OwnStanding, Refusal, SentCode, Session, TailTried,
  Uploaded,
} from '../shared/protocol.ts'
import type { AddedFacts, FoundComplaint, OwnComplaint, OwnComplaintWhole } from '../shared/ownComplaints.ts'
import type { Locale } from '../shared/format.ts'

const DEADLINE_MS = 15_000
const UPLOAD_DEADLINE_MS = 120_000

interface Begun { session: string, token: string, level: Level }
interface Identified { session: string, level: Level, name: string | null }

/** The server refused or could not be reached; `refusal` says why. */
export class Refused extends Error {
  readonly refusal: Refusal
  readonly status: number

  constructor(refusal: Refusal, status: number) {
    super(refusal.error)
    this.refusal = refusal
    this.status = status
  }
}

/** The HTTP calls of the customer's side. Every one throws Refused. */
export class Service {
  private readonly origin: string
  token: string | null = null

  constructor(origin: string) {
    this.origin = origin
  }

  get socketUrl(): string {
    return `${this.origin.replace(/^http/, 'ws')}/api/v1/web/socket`
  }

  config(entrance: string, locale: Locale): Promise<Config> {
    return this.json('GET', `config?entrance=${encodeURIComponent(entrance)}&locale=${locale}`)
  }

  async begin(entrance: string, locale: Locale): Promise<{ session: Session, token: string }> {
    const { session: id, token, level } = await this.json<Begun>('POST', 'sessions', { entrance, locale })
    return { session: { id, level, name: null }, token }
  }

  async identify(jwt: string): Promise<Session> {
    const { session: id, level, name } = await this.json<Identified>('POST', 'sessions/current/identity', { jwt })
    return { id, level, name }
  }

  async signOut(): Promise<void> {
    await this.call('DELETE', 'sessions/current')
  }

  async transcript(): Promise<Blob> {
    return (await this.call('GET', 'transcript?format=txt')).blob()
  }

  async requests(): Promise<OwnRequest[]> {
    return (await this.json<{ items: OwnRequest[] }>('GET', 'requests')).items
  }

  calls(): Promise<OwnCalls> {
    return this.json('GET', 'calls')
  }

  async cancelCall(id: string): Promise<void> {
    await this.call('POST', `calls/${id}/cancel`)
  }

  async moveCall(id: string, startsAt: string): Promise<void> {
    await this.call('POST', `calls/${id}/move`, { starts_at: startsAt })
  }

  standing(): Promise<OwnStanding> {
    return this.json('GET', 'standing')
  }

  async allow(purpose: string, channel: string, granted: boolean): Promise<void> {
    await this.call('POST', `consents/${encodeURIComponent(purpose)}/${encodeURIComponent(channel)}`, { granted })
  }

  async prefer(id: string, value: string | null): Promise<void> {
    await this.call('POST', `preferences/${encodeURIComponent(id)}`, { value })
  }

  async complaints(): Promise<OwnComplaint[]> {
    return (await this.json<{ items: OwnComplaint[] }>('GET', 'complaints')).items
  }

  complaint(id: string): Promise<OwnComplaintWhole> {
    return this.json('GET', `complaints/${id}`)
  }

  complaintByNumber(number: string, digits: string): Promise<FoundComplaint> {
    return this.json('POST', 'complaints/by-number', { number, digits })
  }

  addFacts(id: string, added: AddedFacts): Promise<OwnComplaintWhole> {
    return this.json('POST', `complaints/${id}/facts`, added)
  }

  withdrawComplaint(id: string): Promise<OwnComplaintWhole> {
    return this.json('POST', `complaints/${id}/withdrawal`, {})
  }

  rateComplaint(id: string, rating: { score: number, reasons: readonly string[] }): Promise<OwnComplaintWhole> {
    return this.json('POST', `complaints/${id}/rating`, rating)
  }

  verifyComplaint(id: string, words: string): Promise<OwnComplaintWhole> {
    return this.json('POST', `complaints/${id}/verification`, { words })
  }

  async letter(id: string): Promise<Blob> {
    return (await this.call('GET', `letters/${encodeURIComponent(id)}`)).blob()
  }

  async document(id: string): Promise<Blob> {
    return (await this.call('GET', `documents/${encodeURIComponent(id)}`)).blob()
  }

  sendCode(): Promise<SentCode> {
    return this.json('POST', 'proofs/code', {})
  }

  sendToNumber(): Promise<SentCode> {
    return this.json('POST', 'proofs/number', {})
  }

  tryCode(id: string, code: string): Promise<CodeTried> {
    return this.json('POST', 'proofs/code/tries', { id, code })
  }

  tryTail(tail: string): Promise<TailTried> {
    return this.json('POST', 'proofs/id-tail', { tail })
  }

  beginFace(): Promise<FaceCheck> {
    return this.json('POST', 'proofs/face', {})
  }

  face(id: string): Promise<{ state: string, level: Level }> {
    return this.json('GET', `proofs/face/${encodeURIComponent(id)}`)
  }

  /** Send a file up; `told` hears how much of it is there, and `signal` ends it. */
  upload(
    id: string, { file, name, type }: { file: Blob, name: string, type: string },
    told: (share: number) => void, signal: AbortSignal,
  ): Promise<Uploaded> {
    return new Promise((done, fail) => {
      const request = new XMLHttpRequest() // fetch does not tell how far it has come
      const broken = () => fail(new Refused({ error: navigator.onLine ? 'Unreachable' : 'Offline', params: {} }, 0))
      request.open('PUT', `${this.origin}/api/v1/web/files/${id}`)
      request.setRequestHeader('Content-Type', type)
      request.setRequestHeader('X-File-Name', encodeURIComponent(name))
      if (this.token) request.setRequestHeader('Authorization', `Bearer ${this.token}`)
      request.responseType = 'json'
      request.timeout = UPLOAD_DEADLINE_MS
      request.upload.onprogress = ({ loaded, total }) => told(total === 0 ? 0 : loaded / total)
      request.onerror = request.ontimeout = request.onabort = broken
      request.onload = () => {
        const answer = request.response as Partial<Refusal> & Uploaded | null
        if (request.status === 200 && answer) done(answer)
        else fail(new Refused({ error: answer?.error ?? `Status${request.status}`, params: answer?.params ?? {} }, request.status))
      }
      signal.addEventListener('abort', () => request.abort())
      request.send(file)
    })
  }

  private async json<Answer>(method: string, path: string, body?: object): Promise<Answer> {
    return await (await this.call(method, path, body)).json() as Answer
  }

  private async call(method: string, path: string, body?: object): Promise<Response> {
    const response = await this.fetched(method, path, body)
    if (response.ok) return response
    const told = await response.json().catch(() => ({})) as Partial<Refusal>
    throw new Refused({ error: told.error ?? `Status${response.status}`, params: told.params ?? {} }, response.status)
  }

  private async fetched(method: string, path: string, body?: object): Promise<Response> {
    const deadline = new AbortController()
    const timer = setTimeout(() => deadline.abort(), DEADLINE_MS)
    try {
      return await fetch(`${this.origin}/api/v1/web/${path}`, {
        method,
        signal: deadline.signal,
        credentials: 'omit',
        headers: {
          ...(body ? { 'Content-Type': 'application/json' } : {}),
          ...(this.token ? { Authorization: `Bearer ${this.token}` } : {}),
        },
        ...(body ? { body: JSON.stringify(body) } : {}),
      })
    } catch {
      throw new Refused({ error: navigator.onLine ? 'Unreachable' : 'Offline', params: {} }, 0)
    } finally {
      clearTimeout(timer)
    }
  }
}
