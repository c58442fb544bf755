import type { DocumentOffer, Refusal } from '../shared/protocol.ts'
import { saveFile } from '../shared/saveFile.ts'
import { Refused, type Service } from './service.ts'
import type { Store } from './state.ts'

/** What the customer can keep: saved by her browser, or told why not. */
export class Papers {
  private readonly service: Service
  private readonly store: Store
  private readonly tell: (refusal: Refusal) => void

  constructor(service: Service, store: Store, tell: (refusal: Refusal) => void) {
    this.service = service
    this.store = store
    this.tell = tell
  }

  transcript(): Promise<void> {
    const name = `qiao-${this.store.state.stream.conversation?.number ?? 'chat'}.txt`
    return this.save(() => this.service.transcript(), name)
  }

  document({ id, name }: DocumentOffer): Promise<void> {
    return this.save(() => this.service.document(id), name.endsWith('.pdf') ? name : `${name}.pdf`)
  }

  /** The letter of a decision on a complaint. */
  letter({ id, name }: DocumentOffer): Promise<void> {
    return this.save(() => this.service.letter(id), `${name}.pdf`)
  }

  private async save(fetched: () => Promise<Blob>, name: string): Promise<void> {
    try {
      saveFile(await fetched(), name)
    } catch (error) {
      this.tell(error instanceof Refused ? error.refusal : { error: '', params: {} })
    }
  }
}
