import type { Content, Refusal } from '../shared/protocol.ts'
import { Refused, type Service } from './service.ts'
import type { CallWord, RequestsView, Store } from './state.ts'

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

  /** Show the times to which the call can be moved, or hide them again. */
  toggleTimes(id: string): void {
    const { requests } = this.store.state
    if (requests?.at !== 'shown') return
    const isOpen = requests.call?.at === 'moving' && requests.call.id === id
    this.show({ ...requests, call: isOpen ? null : { at: 'moving', id } })
  }

  cancelCall(id: string): Promise<void> {
    return this.changeCall(id, () => this.service.cancelCall(id))
  }

  moveCall(id: string, startsAt: string): Promise<void> {
    return this.changeCall(id, () => this.service.moveCall(id, startsAt))
  }

  private async changeCall(id: string, change: () => Promise<void>): Promise<void> {
    this.told({ at: 'changing', id })
    try {
      await change()
      this.told(null)
      await this.load()
    } catch (error) {
      this.told({ at: 'refused', id, refusal: refusalOf(error) })
    }
  }

  private told(call: CallWord | null): void {
    const { requests } = this.store.state
    if (requests?.at === 'shown') this.show({ ...requests, call })
  }

  /** Where something may have come of a request or of a promised call, what is on the screen is fetched anew. */
  hear(content: Content): void {
    const isNews = content.kind === 'card' || (content.kind === 'notice' && content.notice.startsWith('call_back_'))
    if (isNews && this.store.state.requests) void this.load()
  }

  private async load(): Promise<void> {
    const round = ++this.round
    try {
      const [items, own] = await Promise.all([this.service.requests(), this.service.calls()])
      const { requests } = this.store.state
      const { chosen, call } = requests?.at === 'shown' ? requests : { chosen: null, call: null }
      if (round === this.round) this.show({ at: 'shown', items, chosen, own, call })
    } catch (error) {
      const refusal = refusalOf(error)
      if (round === this.round && this.store.state.requests?.at !== 'shown') this.show({ at: 'failed', refusal })
    }
  }

  private show(requests: RequestsView | null): void {
    this.store.change({ requests })
  }
}

const refusalOf = (error: unknown): Refusal => error instanceof Refused ? error.refusal : { error: '', params: {} }
