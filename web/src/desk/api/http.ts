import { uuid } from '../../shared/outbox.ts'
import type { Refusal } from '../../shared/protocol.ts'

const DEADLINE_MS = 15_000

/** The server, or the way to it, said no: a code with parameters, for which the client has the words. */
export class Refused extends Error implements Refusal {
  readonly status: number
  readonly error: string
  readonly params: Record<string, unknown>

  constructor(status: number, error: string, params: Record<string, unknown> = {}) {
    super(error)
    this.status = status
    this.error = error
    this.params = params
  }

  /** Nobody can say whether it arrived, so the same request may safely go again under its key. */
  get isPassing(): boolean {
    return this.status === 0 || this.status >= 500
  }
}

/** What every call needs of the session; the store that knows who is here fills it. */
export const session = {
  csrf: '',
  onLost: null as ((refused: Refused) => void) | null,
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/** With `keepalive` it goes also when the page is closed meanwhile. */
export async function call<Answer>(
  method: Method, path: string, body?: object, key = uuid(), keepalive = false,
): Promise<Answer> {
  return answerOf(await reached(method, path, body, key, keepalive))
}

/** What is to be saved or looked at, rather than read by a program. */
export async function fetchFile(path: string, body: object): Promise<Blob> {
  const response = await reached('POST', path, body, uuid())
  if (response.ok) return response.blob()
  const refused = refusalOf(response.status, await response.json().catch(() => null))
  if (refused.error === 'NotSignedIn') session.onLost?.(refused)
  throw refused
}

const UPLOAD_DEADLINE_MS = 180_000

/** A file as it is. */
export const upload = async <Answer>(path: string, file: Blob): Promise<Answer> =>
  answerOf(await reached('POST', path, file, uuid()))

/** A file under its own name and of its own type; the same path again is the same file. */
export const keepFile = async <Answer>(path: string, file: File): Promise<Answer> =>
  answerOf(await reached('PUT', path, file, uuid(), false, {
    'Content-Type': file.type, 'X-File-Name': encodeURIComponent(file.name),
  }))

async function answerOf<Answer>(response: Response): Promise<Answer> {
  const answer: unknown = await response.json().catch(() => null)
  if (response.ok) return answer as Answer
  const refused = refusalOf(response.status, answer)
  if (refused.error === 'NotSignedIn') session.onLost?.(refused)
  throw refused
}

async function reached(
  method: Method, path: string, body: object | undefined, key: string, keepalive = false,
  more: Record<string, string> = {},
): Promise<Response> {
  const isFile = body instanceof Blob
  const headers: Record<string, string> = {
    ...(method === 'GET' ? {} : { 'X-CSRF-Token': session.csrf, 'Content-Type': isFile ? 'application/octet-stream' : 'application/json' }),
    ...(method === 'POST' ? { 'Idempotency-Key': key } : {}),
    ...more,
  }
  try {
    return await fetch(`/api/v1/${path}`, {
      method, headers, keepalive,
      credentials: 'same-origin',
      signal: AbortSignal.timeout(isFile ? UPLOAD_DEADLINE_MS : DEADLINE_MS),
      ...(method === 'GET' ? {} : { body: isFile ? body : JSON.stringify(body ?? {}) }),
    })
  } catch {
    throw new Refused(0, 'Offline')
  }
}

function refusalOf(status: number, answer: unknown): Refused {
  const { error, params } = (answer ?? {}) as Partial<Refusal>
  return new Refused(status, typeof error === 'string' ? error : 'Unavailable', params ?? {})
}

export const asRefused = (error: unknown): Refused =>
  error instanceof Refused ? error : new Refused(500, 'Unavailable')
