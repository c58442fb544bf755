/**
 * A small honest stand-in for Qiao's desk side: it keeps state, numbers entries without gaps, stores a client_id once
 * and refuses what the real one refuses. The tests talk to this one.
 */
import type { Consult, Entry, Marks, Message, Participant } from '../../shared/protocol.ts'
import type { Colleagues } from '../api/handingOn.ts'
import type { Suggestion } from '../api/suggestions.ts'
import type { Desk, DeskClientFrame, DeskServerFrame, Item, Onlooker, PresenceState, Work } from '../api/wire.ts'
import { findingsIn } from './checks.ts'
import { accounts, Entrance, me, ok, refused, type Answer, type Body } from './entrance.ts'
import {
  ago, ahead, articlesKnown, briefOf, consultOf, entriesOf, itemOf, messageOf, snippetsKnown,
} from './scenes.ts'

export interface Guest { send: (frame: DeskServerFrame) => void, watched: Set<string> }

interface Talk { item: Item, entries: Entry[], marks: Marks, owner: 'bot' | 'agent' | 'nobody', ownerName: string | null }

export class DeskHouse extends Entrance {
  closedToday = 3
  searchFails = false
  checkFails = false
  sso: string | null = null
  presence: Desk['me'] = { state: 'ready', since: ago(754), units: 0, capacity: 6 }
  suggestions: Suggestion[] = []
  readonly heard: DeskClientFrame[] = []
  colleagues: Colleagues = { colleagues: [], skills: [], teams: [] }
  /** Who has an interest in every customer. */
  readonly cannotTake = new Set<string>()
  readonly talks = new Map<string, Talk>()
  readonly guests = new Set<Guest>()
  /** Who has joined, by conversation. */
  readonly joined = new Map<string, Participant>()

  constructor({ waiting = 0, mine = 0, older = 0 }: { waiting?: number, mine?: number, older?: number } = {}) {
    super()
    for (let index = 0; index < waiting + mine; index++) {
      const isMine = index >= waiting
      const item = itemOf(index, isMine ? { state: 'assigned', assigned_at: ago(60 + index * 11) } : {})
      this.add(item, isMine ? 'agent' : 'nobody', older)
    }
  }

  add(item: Item, owner: Talk['owner'] = 'nobody', older = 0): void {
    const marks = { customer: { delivered: 0, read: 0 }, staff: { delivered: 0, read: 0 } }
    const ownerName = owner === 'agent' ? me.staff.name : null
    this.talks.set(item.conversation, { item, entries: entriesOf(item.preview, older), marks, owner, ownerName })
  }

  answer(method: string, path: string, body: Body = {}): Answer {
    if (path === 'staff/sign-in') return this.signIn(body)
    if (path.startsWith('staff/sign-in/')) return this.goOn(path, body)
    if (!this.isSignedIn) return refused(401, 'NotSignedIn', { brand: me.brand, demo: true, accounts, sso: this.sso })
    const [address = '', query = ''] = path.split('?')
    const [, room, id = '', act = ''] = address.split('/')
    if (path === 'staff/me') return ok(me)
    if (path === 'staff/sign-out') return this.signOut()
    if (path === 'knowledge/search') return this.search(body.text ?? '')
    if (path === 'desk') return ok(this.desk())
    if (path === 'desk/composing/snippets') return ok({ snippets: snippetsKnown, blanks: { minutes: { zh: '分钟数', en: 'minutes' } } })
    if (path === 'desk/composing/check') return this.checkFails ? refused(503, 'Unavailable') : ok({ findings: findingsIn(body.text ?? '') })
    if (path === 'desk/breaks') return ok({ breaks: [{ id: 'meal', name: { zh: '用餐', en: 'meal' }, minutes: 45 }] })
    if (path === 'desk/colleagues') return ok(this.colleagues)
    if (path === 'desk/standing') return ok({ rules: [], reasons: [] })
    if (room === 'presence') return this.present(body.state ?? 'ready', body.reason ?? null)
    if (room === 'items') return this.onItem(id, act)
    const talk = this.talks.get(id)
    if (!talk) return refused(404, 'ConversationNotFound')
    return method === 'GET' ? this.look(talk, act, query) : this.act(talk, act, body)
  }

  hear(guest: Guest, frame: DeskClientFrame): void {
    this.heard.push(frame)
    switch (frame.type) {
      case 'hello': guest.send({ type: 'welcome', desk: this.desk() }); break
      case 'beat': guest.send({ type: 'beat', at: new Date().toISOString() }); break
      case 'watch': this.watch(guest, frame.conversation, frame.after); break
      case 'unwatch': guest.watched.delete(frame.conversation); break
      case 'mark': this.mark(frame.conversation, frame.read ?? 0); break
      case 'floor':
      case 'alerts':
      case 'wall':
      case 'typing':
    }
  }

  /** The customer says something. */
  says(conversation: string, text: string): void {
    const talk = this.talks.get(conversation)
    if (!talk) return
    this.store(talk, messageOf(`m${talk.entries.length}`, 'customer', text))
    this.change(talk, { preview: text, unread: talk.item.unread + 1 })
  }

  types(conversation: string, on: boolean): void {
    this.tell({ type: 'typing', conversation, by: 'customer', name: null, on }, conversation)
  }

  notes(conversation: string, name: string): void {
    this.tell({ type: 'typing', conversation, by: 'agent', name, on: true, saying: 'note' }, conversation)
  }

  /** These others have it open now. */
  looksOn(conversation: string, people: Onlooker[]): void {
    this.tell({ type: 'onlookers', conversation, people }, conversation)
  }

  /** A new conversation arrives; with `seconds` it is reserved for her and rings that long. */
  arrives(index: number, seconds?: number): void {
    const change: Partial<Item> = seconds ? { state: 'reserved', reserved_until: ahead(seconds) } : {}
    const item = itemOf(index, { waiting_since: new Date().toISOString(), due_at: ahead(90), ...change })
    this.add(item)
    this.tell({ type: 'item', item })
  }

  /** Somebody else takes over a conversation, whoever had it. */
  taken(conversation: string, name: string): void {
    const talk = this.talks.get(conversation)
    if (talk) this.own(talk, 'agent', name, 'done')
  }

  reads(conversation: string): void {
    const talk = this.talks.get(conversation)
    if (!talk) return
    talk.marks.customer = { delivered: talk.entries.length, read: talk.entries.length }
    this.tell({ type: 'marks', conversation, marks: talk.marks }, conversation)
  }

  desk(): Desk {
    const items = [...this.talks.values()].map(({ item }) => item)
    const mine = items.filter(({ state }) => state === 'assigned' || state === 'reserved')
    return {
      seq: 1, me: { ...this.presence, units: mine.length }, mine,
      waiting: items.filter(({ state }) => state === 'waiting'), closed_today: this.closedToday,
    }
  }

  private search(text: string): Answer {
    const articles = articlesKnown.filter(({ title }) => Array.from(text).some((sign) => title.includes(sign)))
    return this.searchFails ? refused(503, 'Unavailable') : ok({ articles, fits: articles.length > 1 })
  }

  private present(state: PresenceState, reason: string | null): Answer {
    this.presence = { ...this.presence, state, reason, since: new Date().toISOString() }
    return ok(this.presence)
  }

  private onItem(id: string, act: string): Answer {
    const talk = [...this.talks.values()].find(({ item }) => item.id === id)
    if (!talk || talk.item.state === 'done') return refused(409, 'ItemTaken')
    if (act === 'accept') this.own(talk, 'agent', me.staff.name, 'assigned')
    else this.change(talk, { state: 'waiting', reserved_until: null })
    return ok(talk.item)
  }

  private look(talk: Talk, act: string, query: string): Answer {
    if (act === 'request') return ok({ request: null, waiting: [], stand: [], opening: null })
    if (act === 'suggestions') return ok({ about: talk.entries.length, suggestions: this.suggestions })
    if (act === 'assist') return ok({ is_open: true, steps: [], matter: null, mood: [], articles: [] })
    if (act === 'dealings') return ok({ dealings: [], next: null, kinds: [] })
    if (act === 'standing') {
      return ok({ now: [], later: [], before: [], proposed: [], view: { purpose: '', purposes: [], fields: {} } })
    }
    if (act !== 'history') return ok(this.work(talk))
    const before = Number(new URLSearchParams(query).get('before'))
    const older = talk.entries.filter(({ seq }) => seq < before)
    return ok({ entries: older.slice(-20), has_more: older.length > 20 })
  }

  private act(talk: Talk, act: string, { client_id: clientId = '', text = '', reason = '', to = null, confirmed = [] }: Body): Answer {
    const isHers = this.speaks(talk) || this.joined.get(talk.item.conversation)?.id === me.staff.id
    if (act !== 'notes' && !isHers) return refused(409, 'NotOwner')
    switch (act) {
      case 'messages': {
        const findings = findingsIn(text)
        if (findings.some(({ severity }) => severity === 'block')) return refused(422, 'MustNotBeSaid', { findings })
        if (!findings.every(({ rule }) => confirmed.includes(rule))) return refused(409, 'NeedsConfirming', { findings })
        return this.say(talk, clientId, text, 'public')
      }
      case 'notes': return this.say(talk, clientId, text, 'staff')
      case 'consults': return this.ask(talk, clientId, text, to)
      case 'transfer': return this.handOn(talk, to)
      case 'return': this.own(talk, 'bot', null, 'done'); return ok({})
      default: return this.close(talk, reason ?? 'other')
    }
  }

  private handOn(talk: Talk, to: string | null): Answer {
    if (to !== null && this.cannotTake.has(to)) return refused(409, 'CannotTakeIt')
    this.own(talk, 'nobody', null, 'waiting'); return ok({})
  }

  private ask(talk: Talk, clientId: string, text: string, to: string | null): Answer {
    const asked = this.colleagues.colleagues.find(({ id }) => id === to)
    if (asked === undefined || this.cannotTake.has(asked.id)) return refused(409, 'CannotBeAsked')
    const consult = consultOf(talk.item.conversation, me.staff, asked, `m${talk.entries.length}`)
    this.store(talk, { ...messageOf(consult.question, 'agent', text), client_id: clientId, visibility: 'staff' })
    this.becomes(consult, 'asked'); return ok(consult)
  }

  /** A leader has come in, or has gone. */
  joins(participant: Participant, conversation: string, what = 'joined'): void {
    const talk = this.talks.get(conversation)
    if (what === 'joined') this.joined.set(conversation, participant)
    else this.joined.delete(conversation)
    if (talk) this.enter(talk, { seq: talk.entries.length + 1, kind: 'participant', at: ahead(0), what, participant })
  }

  becomes(consult: Consult, what: string): void {
    const talk = this.talks.get(consult.conversation)
    if (talk) this.enter(talk, { seq: talk.entries.length + 1, kind: 'consult', at: ahead(0), what, consult })
  }

  private say(talk: Talk, clientId: string, text: string, visibility: Message['visibility']): Answer {
    const known = talk.entries.find((entry) => entry.kind === 'message' && entry.message.client_id === clientId)
    const message = { ...messageOf(`m${talk.entries.length}`, 'agent', text), client_id: clientId, visibility }
    const { seq } = known ?? this.store(talk, message)
    return ok({ message, seq })
  }

  private close(talk: Talk, reason: string): Answer {
    this.closedToday += 1
    const contact = { id: 'k1', number: talk.item.number, opened_at: ago(900), closed_at: ahead(0), rated: false }
    this.enter(talk, { seq: talk.entries.length + 1, kind: 'contact', at: ahead(0), contact, reason })
    this.own(talk, 'bot', null, 'done')
    return ok({})
  }

  private own(talk: Talk, kind: Talk['owner'], name: string | null, state: Item['state']): void {
    talk.owner = kind
    talk.ownerName = name
    this.enter(talk, { seq: talk.entries.length + 1, kind: 'owner', at: ahead(0), owner: { kind, name } })
    this.change(talk, { state, reserved_until: null, assigned_at: state === 'assigned' ? ahead(0) : null })
  }

  private store(talk: Talk, message: Message): Entry {
    return this.enter(talk, { seq: talk.entries.length + 1, kind: 'message', at: new Date().toISOString(), message })
  }

  private enter(talk: Talk, entry: Entry): Entry {
    talk.entries = [...talk.entries, entry]
    const { conversation } = talk.item
    this.tell({ type: 'entry', conversation, entry }, conversation)
    return entry
  }

  private change(talk: Talk, change: Partial<Item>): void {
    talk.item = { ...talk.item, ...change }
    this.tell({ type: 'item', item: talk.item })
  }

  private tell(frame: DeskServerFrame, watching?: string): void {
    for (const guest of this.guests) if (!watching || guest.watched.has(watching)) guest.send(frame)
  }

  private watch(guest: Guest, conversation: string, after: number): void {
    const talk = this.talks.get(conversation)
    if (!talk) return
    guest.watched.add(conversation)
    const entries = talk.entries.filter(({ seq }) => seq > after)
    guest.send({ type: 'entries', conversation, entries, marks: talk.marks })
  }

  private mark(conversation: string, read: number): void {
    const talk = this.talks.get(conversation)
    if (!talk || read === 0) return
    talk.marks.staff = { delivered: read, read }
    if (talk.item.unread > 0) this.change(talk, { unread: 0 })
  }

  private speaks = ({ owner, ownerName }: Talk) => owner === 'agent' && ownerName === me.staff.name

  private work(talk: Talk): Work {
    const { item, entries, marks, owner, ownerName } = talk
    const closed = entries.findLast((entry) => entry.kind === 'contact')?.contact.closed_at ?? null
    return {
      conversation: {
        id: item.conversation, number: item.number, seq: entries.length, queue: null,
        owner: { kind: owner, name: ownerName },
        contact: { id: 'k1', number: item.number, opened_at: ago(900), closed_at: closed, rated: false },
      },
      customer: item.customer, item: item.state === 'done' ? null : item, entrance: 'web', brief: briefOf(item.preview),
      entries: entries.slice(-30), has_more: entries.length > 30, marks, may_speak: this.speaks(talk),
      participant: this.joined.get(item.conversation) ?? null,
    }
  }
}
