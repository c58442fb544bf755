import type { Locale } from '../shared/format.ts'
import type { Preferences } from './preferences.ts'
import type { Service } from './service.ts'
import type { Store } from './state.ts'

/** Which session this browser speaks in: kept in storage, shared by its tabs, followed when another tab changes it. */
export class SessionKeeper {
  entrance: string
  private readonly service: Service
  private readonly preferences: Preferences
  private readonly store: Store

  constructor(service: Service, preferences: Preferences, store: Store, entrance: string) {
    this.service = service
    this.preferences = preferences
    this.store = store
    this.entrance = entrance
  }

  get isHeld(): boolean {
    return this.preferences.token !== null
  }

  /** Throws Refused. */
  async open(): Promise<void> {
    const { locale } = this.store.state
    await this.configure(locale)
    if (this.preferences.token === null) {
      const { token, session } = await this.service.begin(this.entrance, locale)
      this.preferences.token = token
      this.store.change({ session })
    }
    this.service.token = this.preferences.token
  }

  /** Throws Refused. */
  async configure(locale: Locale): Promise<void> {
    const config = await this.service.config(this.entrance, locale)
    this.preferences.serviceNumber = config.brand.service_number
    this.store.change({ config })
  }

  drop(): void {
    // Another tab may already have begun the next session.
    if (this.preferences.token === this.service.token) this.preferences.token = null
    this.service.token = null
    this.preferences.sentCode = null
  }

  /** Go where another tab went; false when it went nowhere, or is only about to begin the next session. */
  follow(): boolean {
    const { token } = this.preferences
    if (token === null || token === this.service.token) return false
    this.service.token = token
    return true
  }
}
