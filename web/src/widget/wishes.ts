import type { OwnStanding, Refusal } from '../shared/protocol.ts'
import { Refused, type Service } from './service.ts'
import type { Store, WishesView } from './state.ts'

/** A consent on one channel, or a preference; null takes a preference back. */
export type Wish =
  | { of: 'consent', purpose: string, channel: string, value: 'granted' | 'withdrawn' }
  | { of: 'preference', id: string, value: string | null }

export const keyOf = (wish: Wish): string => wish.of === 'consent' ? `${wish.purpose}/${wish.channel}` : wish.id

/** What the customer allows and how she wants to be served: fetched when she looks, saved as soon as she chooses. */
export class Wishes {
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
    if (this.store.state.wishes) this.show(null)
  }

  /** One at a time: what is being saved is not overtaken. */
  async choose(wish: Wish): Promise<void> {
    const view = this.store.state.wishes
    if (view?.at !== 'shown' || view.word?.at === 'saving') return
    const round = this.round
    const key = keyOf(wish)
    const before = beforeOf(view.own, wish)
    this.show({ ...view, word: { at: 'saving', key } })
    try {
      await (wish.of === 'consent'
        ? this.service.allow(wish.purpose, wish.channel, wish.value === 'granted')
        : this.service.prefer(wish.id, wish.value))
      if (round === this.round) this.show({ at: 'shown', own: withWish(view.own, wish), word: { at: 'saved', key, before } })
    } catch (error) {
      if (round === this.round) this.show({ ...view, word: { at: 'refused', key, wish, refusal: refusalOf(error) } })
    }
  }

  private async load(): Promise<void> {
    const round = ++this.round
    try {
      const own = await this.service.standing()
      if (round === this.round) this.show({ at: 'shown', own, word: null })
    } catch (error) {
      if (round === this.round) this.show({ at: 'failed', refusal: refusalOf(error) })
    }
  }

  private show(wishes: WishesView | null): void {
    this.store.change({ wishes })
  }
}

const refusalOf = (error: unknown): Refusal => error instanceof Refused ? error.refusal : { error: '', params: {} }

/** What brings back how it stood. Of a consent she had said nothing about, nothing is allowed again. */
function beforeOf({ consents, preferences }: OwnStanding, wish: Wish): Wish {
  if (wish.of === 'preference') {
    return { ...wish, value: preferences.find(({ id }) => id === wish.id)?.value ?? null }
  }
  const held = consents.find(({ purpose, channel }) => purpose === wish.purpose && channel === wish.channel)
  return { ...wish, value: held?.value === 'granted' ? 'granted' : 'withdrawn' }
}

function withWish({ consents, preferences }: OwnStanding, wish: Wish): OwnStanding {
  return wish.of === 'consent'
    ? {
        preferences,
        consents: consents.map((one) =>
          one.purpose === wish.purpose && one.channel === wish.channel ? { ...one, value: wish.value } : one),
      }
    : { consents, preferences: preferences.map((one) => one.id === wish.id ? { ...one, value: wish.value } : one) }
}
