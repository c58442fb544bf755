import type { ClientFrame } from '../shared/protocol.ts'
import { lastSeq } from '../shared/stream.ts'
import type { Store } from './state.ts'

/** Tells the server what arrived here and what was seen, each step once. */
export class Marks {
  private readonly store: Store
  private readonly transmit: (frame: ClientFrame) => boolean

  constructor(store: Store, transmit: (frame: ClientFrame) => boolean) {
    this.store = store
    this.transmit = transmit
  }

  tell(): void {
    const { stream, watched } = this.store.state
    const last = lastSeq(stream)
    const { delivered, read } = stream.marks.customer
    const arrived = last > delivered
    const seen = watched && last > read
    if (!arrived && !seen) return
    if (!this.transmit({ type: 'mark', ...(arrived ? { delivered: last } : {}), ...(seen ? { read: last } : {}) })) return
    const customer = { delivered: Math.max(last, delivered), read: seen ? last : read }
    this.store.change({ stream: { ...stream, marks: { ...stream.marks, customer } } })
  }
}
