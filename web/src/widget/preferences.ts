import { asLocale } from '../shared/words.ts'
import type { Locale } from '../shared/format.ts'
import type { Sent } from './proofs.ts'

export type Size = 'standard' | 'large' | 'elder'

/** What this browser remembers for one deployment: who it is, and how its owner likes to read. */
export class Preferences {
  readonly storage: Storage
  private readonly origin: string

  constructor(storage: Storage, origin: string) {
    this.storage = storage
    this.origin = origin
  }

  get tokenKey(): string {
    return `qiao:token:${this.origin}`
  }

  get token(): string | null {
    return this.storage.getItem(this.tokenKey)
  }

  set token(token: string | null) {
    if (token === null) this.storage.removeItem(this.tokenKey)
    else this.storage.setItem(this.tokenKey, token)
  }

  /** The lender's phone number from the last visit, for the moment in which nothing else can be reached. */
  get serviceNumber(): string | null {
    return this.storage.getItem(`qiao:number:${this.origin}`)
  }

  set serviceNumber(number: string | null) {
    if (number !== null) this.storage.setItem(`qiao:number:${this.origin}`, number)
  }

  get locale(): Locale | null {
    const stored = this.storage.getItem(`qiao:locale:${this.origin}`)
    return stored === null ? null : asLocale(stored)
  }

  set locale(locale: Locale | null) {
    if (locale !== null) this.storage.setItem(`qiao:locale:${this.origin}`, locale)
  }

  get size(): Size | null {
    const stored = this.storage.getItem(`qiao:size:${this.origin}`)
    return stored === 'elder' || stored === 'large' || stored === 'standard' ? stored : null
  }

  set size(size: Size | null) {
    if (size !== null) this.storage.setItem(`qiao:size:${this.origin}`, size)
  }

  /** Which code was sent for which card: its number at the server, never its digits. */
  get sentCode(): { message: string, code: Sent } | null {
    const stored = this.storage.getItem(`qiao:code:${this.origin}`)
    return stored === null ? null : JSON.parse(stored) as { message: string, code: Sent }
  }

  set sentCode(sent: { message: string, code: Sent } | null) {
    if (sent === null) this.storage.removeItem(`qiao:code:${this.origin}`)
    else this.storage.setItem(`qiao:code:${this.origin}`, JSON.stringify(sent))
  }
}
