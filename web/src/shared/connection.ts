import { delayBefore } from './backoff.ts'

export type Link = 'idle' | 'connecting' | 'open' | 'waiting' | 'offline'

export interface ConnectionOptions<Sent extends object, Got extends { type: string }> {
  url: string
  /** The first frame of every socket, made afresh each time so that it resumes where this client stands. */
  hello: () => Sent
  /** Kinds of frame by which the server accepts a hello. */
  accepts: readonly Got['type'][]
  onFrame: (frame: Got) => void
  onLink: (link: Link) => void
  beat?: { frame: Sent, everyMs: number }
  openSocket?: (url: string) => WebSocket
  random?: () => number
}

const BEAT_MS = 25_000
const SILENCE_MS = 12_000
// A socket that lived shorter than this does not reset the back-off: a server that closes at once gets its rest.
const STEADY_MS = 10_000

/**
 * One socket that is always on its way back: reconnects with growing, jittered pauses, notices a dead line by a
 * missing answer to its beat, and comes back at once when the browser is online or visible again.
 */
export class Connection<Sent extends object, Got extends { type: string }> {
  link: Link = 'idle'
  private readonly options: ConnectionOptions<Sent, Got>
  private socket: WebSocket | null = null
  private attempt = 0
  private retry: ReturnType<typeof setTimeout> | undefined
  private beat: ReturnType<typeof setInterval> | undefined
  private silence: ReturnType<typeof setTimeout> | undefined
  private acceptedAt = 0
  private wanted = false

  constructor(options: ConnectionOptions<Sent, Got>) {
    this.options = options
  }

  start(): void {
    if (this.wanted) return
    this.wanted = true
    window.addEventListener('online', this.hurry)
    window.addEventListener('offline', this.lose)
    document.addEventListener('visibilitychange', this.wake)
    this.open()
  }

  stop(): void {
    this.wanted = false
    window.removeEventListener('online', this.hurry)
    window.removeEventListener('offline', this.lose)
    document.removeEventListener('visibilitychange', this.wake)
    clearTimeout(this.retry)
    this.attempt = 0
    this.drop()
    this.tell('idle')
  }

  /** True when the frame left this browser; what must not be lost waits in the outbox for its ack. */
  send(frame: Sent): boolean {
    if (this.link !== 'open' || this.socket?.readyState !== WebSocket.OPEN) return false
    this.socket.send(JSON.stringify(frame))
    return true
  }

  /** Close and come back: at once after a gap, later when the server asked for a pause. */
  again(pause: boolean): void {
    this.drop()
    if (!this.wanted) return
    if (pause) this.later()
    else this.open()
  }

  private open(): void {
    clearTimeout(this.retry)
    if (!navigator.onLine) { this.tell('offline'); return }
    this.tell('connecting')
    const socket = (this.options.openSocket ?? ((url: string) => new WebSocket(url)))(this.options.url)
    this.socket = socket
    this.expectAnswer()
    socket.addEventListener('open', () => { if (socket === this.socket) socket.send(JSON.stringify(this.options.hello())) })
    socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => { if (socket === this.socket) this.take(data) })
    socket.addEventListener('close', () => { if (socket === this.socket) this.again(true) })
  }

  private take(data: unknown): void {
    clearTimeout(this.silence)
    // The server is ours; its frames are taken as the types say once they carry a type at all.
    const frame = parsed(data) as Got | null
    if (!frame) return
    if (this.link === 'connecting' && this.options.accepts.includes(frame.type)) this.accepted()
    this.options.onFrame(frame)
  }

  private accepted(): void {
    this.acceptedAt = Date.now()
    const { frame, everyMs } = this.options.beat ?? { frame: { type: 'ping' } as unknown as Sent, everyMs: BEAT_MS }
    this.beat = setInterval(() => { if (this.send(frame)) this.expectAnswer() }, everyMs)
    this.tell('open')
  }

  private expectAnswer(): void {
    clearTimeout(this.silence)
    this.silence = setTimeout(() => this.again(true), SILENCE_MS)
  }

  private later(): void {
    clearTimeout(this.retry)
    this.tell(navigator.onLine ? 'waiting' : 'offline')
    if (this.acceptedAt > 0 && Date.now() - this.acceptedAt > STEADY_MS) this.attempt = 0
    this.acceptedAt = 0
    this.retry = setTimeout(() => this.open(), delayBefore(this.attempt, this.options.random))
    this.attempt += 1
  }

  private drop(): void {
    clearInterval(this.beat)
    clearTimeout(this.silence)
    const socket = this.socket
    this.socket = null
    socket?.close()
  }

  private tell(link: Link): void {
    if (link === this.link) return
    this.link = link
    this.options.onLink(link)
  }

  private readonly hurry = (): void => { if (this.wanted && this.link !== 'open') { this.attempt = 0; this.again(false) } }
  private readonly lose = (): void => this.again(true)
  private readonly wake = (): void => {
    if (document.visibilityState === 'visible' && this.link === 'waiting') this.hurry()
  }
}

function parsed(data: unknown): { type: string } | null {
  if (typeof data !== 'string') return null
  try {
    const frame: unknown = JSON.parse(data)
    return typeof frame === 'object' && frame !== null && 'type' in frame ? frame as { type: string } : null
  } catch {
    return null
  }
}
