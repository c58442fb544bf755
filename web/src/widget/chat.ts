import { Connection, type Link } from '../shared/connection.ts'
import { Outbox, uuid } from '../shared/outbox.ts'
import { emptyStream, lastSeq, received, type StreamFrame } from '../shared/stream.ts'
import { refusalSentence } from '../shared/refusals.ts'
import { sayer } from '../shared/words.ts'
import type { Locale } from '../shared/format.ts'
import type { ClientFrame, Refusal, SentContent, ServerFrame } from '../shared/protocol.ts'
import { firstState, Store, withEntrance } from './state.ts'
import { Deliveries } from './deliveries.ts'
import { Marks } from './marks.ts'
import { Passing } from './passing.ts'
import { Papers } from './papers.ts'
import { Proofs } from './proofs.ts'
import { Complaints } from './complaints.ts'
import { Requests } from './requests.ts'
import { Wishes } from './wishes.ts'
import { Uploads } from './uploads.ts'
import type { Preferences, Size } from './preferences.ts'
import { SessionKeeper } from './sessionKeeper.ts'
import { Refused, type Service } from './service.ts'
import { words } from './words.ts'

const SESSION_GONE = ['SessionEnded', 'SignedOut', 'SessionNotFound', 'SessionUnknown', 'NotSignedIn']
const TYPING_SHOWN_MS = 8_000
const OLDER = 50
const WORD_SHOWN_MS = 6_000

/** One customer's chat in this tab: session, socket, conversation and what she does with them. */
export class Chat {
  readonly store: Store
  readonly session: SessionKeeper
  readonly deliveries: Deliveries
  readonly proofs: Proofs
  readonly requests: Requests
  readonly wishes: Wishes
  readonly complaints: Complaints
  readonly uploads: Uploads
  readonly papers: Papers
  private readonly service: Service
  private readonly preferences: Preferences
  private readonly marks: Marks
  private readonly connection: Connection<ClientFrame, ServerFrame>
  private beginning: Promise<void> | null = null
  private readonly passing: Passing

  constructor(service: Service, preferences: Preferences, first: { entrance: string, locale: Locale, size: Size }) {
    this.service = service
    this.preferences = preferences
    this.store = new Store(firstState(first.locale, first.size))
    this.session = new SessionKeeper(service, preferences, this.store, first.entrance)
    this.proofs = new Proofs(service, preferences, this.store)
    this.requests = new Requests(service, this.store)
    this.wishes = new Wishes(service, this.store)
    this.complaints = new Complaints(service, this.store)
    this.connection = this.newConnection()
    this.passing = new Passing(this.store)
    const outbox = new Outbox(preferences.storage, service.socketUrl)
    const transmit = (frame: ClientFrame) => this.connection.send(frame)
    this.deliveries = new Deliveries(outbox, this.store, transmit, () => this.connection.again(true))
    this.uploads = new Uploads(service, this.store, (content) => this.deliver(content))
    this.papers = new Papers(service, this.store, (refusal) => this.tell(refusal))
    this.marks = new Marks(this.store, transmit)
  }

  get knownNumber(): string | null {
    return this.preferences.serviceNumber
  }

  /** Open the conversation; safe to call again. What goes wrong is shown as `trouble`. */
  begin(): Promise<void> {
    this.beginning ??= this.opened().catch((error: unknown) => {
      this.beginning = null
      this.store.change({ trouble: error instanceof Refused ? error.refusal : { error: 'Unreachable', params: {} } })
    })
    return this.beginning
  }

  /** Close the line; `begin` opens it again where it was. */
  rest(): void {
    this.connection.stop()
    this.beginning = null
    window.removeEventListener('storage', this.otherTab)
  }

  say(text: string): void {
    this.deliver({ v: 1, kind: 'text', text })
  }

  choose(button: string, label: string): void {
    this.closeLists()
    this.deliver({ v: 1, kind: 'choice', button, label })
  }

  /** What stands in the place of the conversation gives way to it, or to what is opened next. */
  closeLists(): void {
    this.requests.close()
    this.wishes.close()
    this.complaints.close()
  }

  typing(on: boolean): void {
    this.connection.send({ type: 'typing', on })
  }

  watch(watched: boolean): void {
    this.store.change({ watched })
    this.marks.tell()
  }

  rate(contact: string, score: number, reasons: string[], comment: string): void {
    const sent = this.connection.send({ type: 'rate', client_id: uuid(), contact, score, reasons, comment })
    this.rated(contact, sent ? { at: 'sending' } : { at: 'refused', refusal: { error: 'Offline', params: {} } })
  }

  older(): void {
    const { stream, loadingOlder } = this.store.state
    const before = stream.entries[0]?.seq
    if (!stream.hasMore || loadingOlder || before === undefined) return
    if (this.connection.send({ type: 'history', before, limit: OLDER })) this.store.change({ loadingOlder: true })
  }

  async setLocale(locale: Locale): Promise<void> {
    if (locale === this.store.state.locale) return
    this.preferences.locale = locale
    this.store.change({ locale })
    if (!this.store.state.config) return
    try {
      await this.session.configure(locale)
      this.connection.again(false)
    } catch {
      // The words of this browser have changed already; those of the server follow with the next start.
    }
  }

  setSize(size: Size): void {
    this.preferences.size = size
    this.store.change({ size })
  }

  /** The lender's page says who this is. Throws Refused. */
  async identify(jwt: string): Promise<void> {
    await this.begin()
    this.store.change({ session: await this.service.identify(jwt) })
  }

  async signOut(): Promise<void> {
    const { token } = this.service
    try {
      await this.service.signOut()
    } catch (error) {
      // Offline the session must not seem closed: on a shared device the next person would read it.
      if (error instanceof Refused && error.status !== 401) { this.tell(error.refusal); throw error }
    }
    // The socket's own goodbye may have been quicker, and the next session must not be forgotten with this one.
    await (this.service.token === token ? this.forget(true) : this.begin())
  }

  private async opened(): Promise<void> {
    this.store.change({ trouble: null })
    await this.session.open()
    this.deliveries.reload()
    window.addEventListener('storage', this.otherTab)
    this.connection.start()
  }

  private newConnection(): Connection<ClientFrame, ServerFrame> {
    return new Connection<ClientFrame, ServerFrame>({
      url: this.service.socketUrl,
      hello: () => this.hello(),
      accepts: ['welcome', 'resumed'],
      onFrame: (frame) => this.take(frame),
      onLink: (link) => this.linked(link),
    })
  }

  private hello(): ClientFrame {
    const { stream, locale } = this.store.state
    const resume = stream.conversation ? { conversation: stream.conversation.id, seq: lastSeq(stream) } : null
    return { type: 'hello', protocol: 1, token: this.service.token ?? '', locale, resume }
  }

  private linked(link: Link): void {
    this.store.change({ link, loadingOlder: false, ...(link === 'open' ? {} : { typing: null }) })
    if (link === 'open') queueMicrotask(() => { this.deliveries.flush(); this.uploads.resume() })
    else this.deliveries.unlink()
  }

  private take(frame: ServerFrame): void {
    switch (frame.type) {
      case 'welcome':
      case 'resumed':
        this.store.change({ session: frame.session, welcomed: true, trouble: null })
        return this.flow(frame)
      case 'entry': return this.entered(frame)
      case 'history':
        this.store.change({ loadingOlder: false })
        return this.flow(frame)
      case 'marks':
      case 'queue': return this.flow(frame)
      case 'ack': return this.deliveries.acknowledged(frame.client_id)
      case 'error': return this.refused(frame)
      case 'typing': return this.typed(frame)
      case 'moved': return this.moved()
      case 'entrance': return this.store.change({ config: withEntrance(this.store.state.config, frame) })
      case 'bye': return this.dismissed(frame.error)
      case 'pong': return
    }
  }

  private flow(frame: StreamFrame): void {
    const stream = received(this.store.state.stream, frame)
    this.store.change({ stream })
    this.deliveries.settle()
    if (stream.gap) this.connection.again(false)
    else this.marks.tell()
  }

  private entered(frame: Extract<ServerFrame, { type: 'entry' }>): void {
    const { entry } = frame
    if (entry.kind === 'message' && entry.message.author.kind !== 'customer') this.store.change({ typing: null })
    if (entry.kind === 'message') {
      this.requests.hear(entry.message.content)
      this.complaints.hear(entry.message.content)
    }
    if (entry.kind === 'rating') this.rated(entry.contact, { at: 'given' })
    this.flow(frame)
  }

  private refused({ error, params, client_id: clientId }: Refusal & { client_id?: string | null }): void {
    if (clientId && this.deliveries.refused(clientId, { error, params })) return
    const rating = Object.entries(this.store.state.ratings).find(([, { at }]) => at === 'sending')
    if (clientId && rating) this.rated(rating[0], { at: 'refused', refusal: { error, params } })
    else if (SESSION_GONE.includes(error)) void this.forget(false)
    else this.store.change({ loadingOlder: false })
  }

  private typed(frame: Extract<ServerFrame, { type: 'typing' }>): void {
    // The end of typing may be lost with a line; nobody types for ever.
    if (frame.by !== 'customer') this.passing.show('typing', frame.on ? frame : null, TYPING_SHOWN_MS)
  }

  private moved(): void {
    this.store.change({ stream: emptyStream })
    this.connection.again(false)
  }

  private dismissed(error: string): void {
    if (SESSION_GONE.includes(error)) void this.forget(error === 'SignedOut')
    else this.connection.again(true)
  }

  /** The session is over and a new one begins. Of a signed-in customer nothing stays in this browser. */
  private async forget(said: boolean): Promise<void> {
    this.connection.stop()
    this.session.drop()
    this.uploads.clear()
    const { locale, size, config, watched, session } = this.store.state
    if (said || session?.level !== 'A0') this.deliveries.clear()
    this.store.change({ ...firstState(locale, size), config, watched })
    this.beginning = null
    await this.begin()
    if (said) this.note(sayer(words, locale)('chat.ended'))
  }

  private readonly otherTab = (event: StorageEvent): void => {
    if (event.key === this.preferences.tokenKey) this.followToken()
    else if (this.deliveries.concerns(event.key)) this.deliveries.reload()
  }

  /** Another tab signed out or began a new session: go where it went. */
  private followToken(): void {
    if (this.beginning === null || !this.session.follow()) return
    this.connection.stop()
    this.store.change({ stream: emptyStream, session: null })
    this.connection.start()
  }

  private deliver(content: SentContent): void {
    this.deliveries.send(content)
    void this.begin()
  }

  private rated(contact: string, rating: ChatRating): void {
    this.store.change({ ratings: { ...this.store.state.ratings, [contact]: rating } })
  }

  /** A passing sentence about what she just did. */
  note(word: string): void {
    this.passing.show('word', word, WORD_SHOWN_MS)
  }

  private tell(refusal: Refusal): void {
    this.note(refusalSentence(refusal, this.store.state.locale))
  }
}

type ChatRating = Chat['store']['state']['ratings'][string]
