import type { ChatState, Store } from './state.ts'

type Field = 'typing' | 'word'

/** Shows what goes away by itself: who types, a word of this browser. */
export class Passing {
  private readonly store: Store
  private readonly timers: Partial<Record<Field, ReturnType<typeof setTimeout>>> = {}

  constructor(store: Store) {
    this.store = store
  }

  show<Name extends Field>(name: Name, value: ChatState[Name], forMs: number): void {
    clearTimeout(this.timers[name])
    this.store.change({ [name]: value })
    if (value !== null) this.timers[name] = setTimeout(() => this.store.change({ [name]: null }), forMs)
  }
}
