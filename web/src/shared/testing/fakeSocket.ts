import { vi } from 'vitest'

/** A WebSocket whose other end is the test. */
export class FakeSocket extends EventTarget {
  static readonly OPEN = 1
  static all: FakeSocket[] = []
  readonly url: string
  readonly frames: Record<string, unknown>[] = []
  readyState = 0

  constructor(url: string) {
    super()
    this.url = url
    FakeSocket.all.push(this)
  }

  static install(): void {
    FakeSocket.all = []
    vi.stubGlobal('WebSocket', FakeSocket)
  }

  static get latest(): FakeSocket {
    const socket = FakeSocket.all.at(-1)
    if (!socket) throw new Error('no socket was opened')
    return socket
  }

  get isOpen(): boolean {
    return this.readyState === FakeSocket.OPEN
  }

  sent(type: string): Record<string, unknown>[] {
    return this.frames.filter((frame) => frame['type'] === type)
  }

  send(data: string): void {
    if (this.isOpen) this.frames.push(JSON.parse(data) as Record<string, unknown>)
  }

  close(): void {
    this.readyState = 3
  }

  accept(): void {
    this.readyState = FakeSocket.OPEN
    this.dispatchEvent(new Event('open'))
  }

  tell(...frames: object[]): void {
    for (const frame of frames) this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) }))
  }

  cut(): void {
    this.readyState = 3
    this.dispatchEvent(new Event('close'))
  }
}
