import type { Outbox } from '../shared/outbox.ts'
import type { ClientFrame, Refusal, SentContent, SentFile } from '../shared/protocol.ts'
import type { Pending, Store } from './state.ts'

const LATE_MS = 4_000
const LOST_MS = 10_000

/** Carries what the customer says to the server: nothing lost, nothing twice, and what fails is shown. */
export class Deliveries {
  private readonly outbox: Outbox
  private readonly store: Store
  private readonly transmit: (frame: ClientFrame) => boolean
  private readonly reconnect: () => void
  /** Handed to the socket that is open now, and when. */
  private readonly underway = new Map<string, number>()
  private readonly stored = new Map<string, Pending>()
  private watch: ReturnType<typeof setInterval> | undefined

  constructor(outbox: Outbox, store: Store, transmit: (frame: ClientFrame) => boolean, reconnect: () => void) {
    this.outbox = outbox
    this.store = store
    this.transmit = transmit
    this.reconnect = reconnect
  }

  send(content: SentContent): void {
    this.outbox.put(content)
    this.flush()
    this.reload()
  }

  /** Hand everything unsent to the socket, in the order it was said. */
  flush(): void {
    for (const { client_id, content, refusal } of this.outbox.all()) {
      if (refusal !== null || this.underway.has(client_id)) continue
      if (!this.transmit({ type: 'send', client_id, content: onTheWire(content) })) break
      this.underway.set(client_id, Date.now())
    }
    this.guard()
  }

  acknowledged(clientId: string): void {
    const unsent = this.outbox.all().find(({ client_id }) => client_id === clientId)
    if (unsent) this.stored.set(clientId, { ...unsent, stored: true, late: false })
    this.outbox.drop(clientId)
    this.underway.delete(clientId)
    this.settle()
  }

  /** True when the refusal was about a message of this outbox. */
  refused(clientId: string, refusal: Refusal): boolean {
    if (!this.outbox.all().some(({ client_id }) => client_id === clientId)) return false
    this.outbox.refuse(clientId, refusal)
    this.underway.delete(clientId)
    this.reload()
    return true
  }

  resend(clientId: string): void {
    this.outbox.retry(clientId)
    this.underway.delete(clientId)
    this.flush()
    this.reload()
  }

  drop(clientId: string): void {
    this.outbox.drop(clientId)
    this.underway.delete(clientId)
    this.reload()
  }

  /** The line is gone: what was underway is unsent again. */
  unlink(): void {
    this.underway.clear()
    this.reload()
  }

  clear(): void {
    this.outbox.clear()
    this.underway.clear()
    this.stored.clear()
    this.reload()
  }

  /** Entries have arrived: what they show is no longer pending, in this tab or any other. */
  settle(): void {
    const { pending, stream } = this.store.state
    if (pending.length > 0 || this.stored.size > 0) {
      const shown = new Set(stream.entries.map((entry) => entry.kind === 'message' ? entry.message.client_id : null))
      for (const clientId of [...this.stored.keys(), ...this.outbox.all().map(({ client_id }) => client_id)]) {
        if (!shown.has(clientId)) continue
        this.stored.delete(clientId)
        this.underway.delete(clientId)
        this.outbox.drop(clientId)
      }
    }
    this.reload()
  }

  reload(): void {
    const { link, pending } = this.store.state
    const cut = link === 'offline' || link === 'waiting'
    const unsent = this.outbox.all().map((item): Pending => {
      const since = this.underway.get(item.client_id) ?? item.at
      return { ...item, stored: false, late: cut || Date.now() - since > LATE_MS }
    })
    if (pending.length + unsent.length + this.stored.size > 0) {
      this.store.change({ pending: [...this.stored.values(), ...unsent] })
    }
  }

  concerns(key: string | null): boolean {
    return this.outbox.holds(key)
  }

  private guard(): void {
    if (this.watch !== undefined || this.underway.size === 0) return
    this.watch = setInterval(() => {
      const oldest = Math.min(...this.underway.values())
      if (Date.now() - oldest > LOST_MS) this.reconnect()
      this.reload()
      if (this.underway.size > 0) return
      clearInterval(this.watch)
      this.watch = undefined
    }, 1000)
  }
}

function onTheWire(content: SentContent): Exclude<SentContent, { kind: 'file' }> | SentFile {
  return content.kind === 'file' ? { v: 1, kind: 'file', file: content.file } : content
}
