import type { Refusal } from '../shared/protocol.ts'
import { Refused, type Service } from './service.ts'
import type { RequestsView, Store } from './state.ts'

/** The customer's own requests: fetched when she looks, and again when one of them has news. */
export class Requests {
  private readonly service: Service
  private readonly store: Store
  private round = 0

  constructor(service: Service, store: Store) {
    this.service = service
    this.store = store
  }

  open(): void {
    this.show({ at: 'loading' })
    void this.load()
  }

  close(): void {
    this.round += 1
    if (this.store.state.requests) this.show(null)
  }

  choose(number: string | null): void {
    const { requests } = this.store.state
    if (requests?.at === 'shown') this.show({ ...requests, chosen: number })
  }

  /** From one request to the list, from the list to the conversation. */
  back(): void {
    const { requests } = this.store.state
    if (requests?.at === 'shown' && requests.chosen !== null) this.choose(null)
    else this.close()
  }

  /** Something came of a request: what is on the screen is fetched anew. */
  refresh(): void {
    if (this.store.state.requests) void this.load()
  }

  private async load(): Promise<void> {
    const round = ++this.round
    try {
      const items = await this.service.requests()
      const { requests } = this.store.state
      const chosen = requests?.at === 'shown' ? requests.chosen : null
      if (round === this.round) this.show({ at: 'shown', items, chosen })
    } catch (error) {
      const refusal: Refusal = error instanceof Refused ? error.refusal : { error: '', params: {} }
      if (round === this.round && this.store.state.requests?.at !== 'shown') this.show({ at: 'failed', refusal })
    }
  }

  private show(requests: RequestsView | null): void {
    this.store.change({ requests })
  }
}
