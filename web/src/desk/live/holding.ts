import { ref } from 'vue'
import { storage } from './writing.ts'

const KEY = 'qiao:desk:hold'
export const HOLD_MS = 3000

/** Whether a reply waits a moment in which it can be taken back. */
export const holds = ref(storage.getItem(KEY) !== 'off')

export function holdReplies(on: boolean): void {
  holds.value = on
  storage.setItem(KEY, on ? 'on' : 'off')
}

const releases = new Set<() => Promise<unknown>>()

/** `release` is called before she leaves; call what is returned once nothing can be held any more. */
export function whenLeaving(release: () => Promise<unknown>): () => void {
  releases.add(release)
  return () => { releases.delete(release) }
}

/** Everything held anywhere on this page goes, and has been answered when this resolves. */
export const releaseAll = (): Promise<unknown> => Promise.allSettled([...releases].map((release) => release()))

interface Held { id: string, go: () => void, timer: ReturnType<typeof setTimeout> }

/** What waits a moment before it goes, in the order in which it was written. */
export class Holding {
  private held: Held[] = []

  hold(id: string, ms: number, go: () => void): void {
    this.held.push({ id, go, timer: setTimeout(() => { this.release(id) }, ms) })
  }

  /** `id` goes now, after all that were written before it; without an id everything. */
  release(id = this.held.at(-1)?.id): void {
    const last = this.held.findIndex((one) => one.id === id)
    for (const one of this.held.splice(0, last + 1)) {
      clearTimeout(one.timer)
      one.go()
    }
  }

  /** Whether it was still here; then it does not go. */
  takeBack(id: string): boolean {
    const place = this.held.findIndex((one) => one.id === id)
    const [one] = place < 0 ? [] : this.held.splice(place, 1)
    clearTimeout(one?.timer)
    return one !== undefined
  }
}
