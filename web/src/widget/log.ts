import { dayName } from '../shared/format.ts'
import { sayer, type Say } from '../shared/words.ts'
import { messageElement, pendingElement } from './bubble.ts'
import { bannerNodes, introCard, tileNodes, typingName } from './cards.ts'
import type { Content } from '../shared/protocol.ts'
import type { Chat } from './chat.ts'
import { h, icon, refill } from './dom.ts'
import { queueCard, type QueueCard } from './queueCard.ts'
import { rating, type Rating } from './rating.ts'
import { mayOfferTiles, rowsOf, type Row } from './rows.ts'
import { Scrolling } from './scrolling.ts'
import { stepUp, type StepUp } from './stepUp.ts'
import type { ChatState } from './state.ts'
import { words, type WidgetKey } from './words.ts'

interface Shown { signature: string, element: HTMLElement }

/** The conversation: rows are kept and reused, so that nothing jumps, flickers or is read out twice. */
export class Log {
  readonly element: HTMLElement
  private readonly chat: Chat
  private readonly scroller: HTMLElement
  private readonly older = h('p', { class: 'older' })
  private readonly intro = h('div', { class: 'intro-slot' })
  private readonly list = h('div', { class: 'rows', role: 'log' })
  private readonly queue: QueueCard
  private readonly tiles = h('div', { class: 'tiles-slot' })
  private readonly banner = h('div', { class: 'incident', role: 'status' })
  private readonly typing = h('p', { class: 'typing', role: 'status' })
  private readonly below = h('button', { class: 'below', type: 'button', hidden: true })
  private readonly shown = new Map<string, Shown>()
  private readonly ratings = new Map<string, Rating>()
  private readonly proofs = new Map<string, StepUp>()
  private readonly scrolling: Scrolling

  /** `write` brings her to the text she may leave. */
  constructor(chat: Chat, write: () => void) {
    this.chat = chat
    this.queue = queueCard(chat, write)
    this.scroller = h('div', { class: 'log', tabindex: '0' }, this.older, this.intro, this.list, this.queue.element, this.tiles, this.typing)
    this.element = h('div', { class: 'log-frame' }, this.banner, this.scroller, this.below)
    this.scrolling = new Scrolling(this.scroller, this.below, () => chat.older())
  }

  update(state: ChatState): void {
    const say = sayer(words, state.locale)
    const rows = rowsOf(state)
    this.scroller.setAttribute('aria-label', say('chat.log'))
    const banner = state.config?.banners?.[0]
    this.banner.hidden = !banner
    refill(this.banner, JSON.stringify(banner ?? null), () => bannerNodes(state, this.chat))
    refill(this.below, state.locale, () => [icon('down'), say('new.below')])
    this.scrolling.around(state.stream.entries[0]?.seq, newestOf(rows), () => {
      refill(this.older, `${state.locale}${state.loadingOlder}`, () => state.loadingOlder ? [say('older.loading')] : [])
      refill(this.intro, JSON.stringify([state.locale, state.config, state.stream.hasMore]),
        () => state.stream.hasMore ? [] : introCard(state, say))
      this.place(rows, state, say)
      this.foot(state, say)
      return this.shown.get(rows.at(-1)?.key ?? '')?.element ?? null
    })
    // What is there from the start is not news to a screen reader.
    if (state.welcomed) requestAnimationFrame(() => this.list.setAttribute('aria-live', 'polite'))
  }

  /** The list has become visible: begin at its end. */
  reveal(): void {
    this.scrolling.toEnd()
  }

  focus(): void {
    this.scroller.focus({ preventScroll: true })
  }

  private foot(state: ChatState, say: Say<WidgetKey>): void {
    this.queue.update(state, say)
    const offered = mayOfferTiles(state)
    refill(this.tiles, JSON.stringify([state.locale, state.size, offered, state.config?.tiles]),
      () => offered ? tileNodes(state, say, this.chat) : [])
    refill(this.typing, typingName(state, say), () => state.typing
      ? [h('span', { class: 'dots', 'aria-hidden': 'true' }, h('i'), h('i'), h('i')), typingName(state, say)]
      : [])
  }

  private place(rows: Row[], state: ChatState, say: Say<WidgetKey>): void {
    const keys = new Set(rows.map(({ key }) => key))
    for (const [key, { element }] of this.shown) {
      if (keys.has(key)) continue
      element.remove()
      this.shown.delete(key)
    }
    let before: Element | null = null
    for (const row of rows) {
      const element = this.drawn(row, state, say)
      const next: Element | null = before === null ? this.list.firstElementChild : before.nextElementSibling
      if (next !== element) this.list.insertBefore(element, next)
      before = element
    }
  }

  private drawn(row: Row, state: ChatState, say: Say<WidgetKey>): HTMLElement {
    const signature = JSON.stringify([row, state.locale, state.config?.texts, row.kind === 'pending' && state.link])
    const held = this.shown.get(row.key)
    if (held?.signature === signature) {
      this.addLiving(row, held.element, state, say)
      return held.element
    }
    const element = this.draw(row, state, say)
    this.addLiving(row, element, state, say)
    if (held) {
      const focused = held.element.contains(this.active())
      held.element.replaceWith(element)
      if (focused) this.focus()
    }
    this.shown.set(row.key, { signature, element })
    return element
  }

  private draw(row: Row, state: ChatState, say: Say<WidgetKey>): HTMLElement {
    switch (row.kind) {
      case 'day': return h('p', { class: 'divider' }, h('span', {}, dayName(row.at, state.locale)))
      case 'contact': return h('p', { class: 'divider' }, h('span', {}, `${say('contact.begun')} ${row.number}`))
      case 'message': return messageElement(row, state, say, this.chat)
      case 'pending': return pendingElement(row, state, say, this.chat)
    }
  }

  /** What has a life of its own is moved into the row that is drawn anew. */
  private addLiving(row: Row, element: HTMLElement, state: ChatState, say: Say<WidgetKey>): void {
    this.rateUnder(row, element, state, say)
    this.proveUnder(row, element, state, say)
  }

  private proveUnder(row: Row, element: HTMLElement, state: ChatState, say: Say<WidgetKey>): void {
    if (row.kind !== 'message') return
    const { id, content } = row.message
    if (content.kind !== 'card' || content.card !== 'step_up') return
    const held = this.proofs.get(id) ?? stepUp(id, content, this.chat, () => this.scrolling.settle())
    this.proofs.set(id, held)
    held.update(state, say, row.spent)
    if (held.element.parentElement !== element) element.insertBefore(held.element, element.querySelector('.buttons'))
  }

  private rateUnder(row: Row, element: HTMLElement, state: ChatState, say: Say<WidgetKey>): void {
    if (row.kind !== 'message' || !invitesRating(row.message.content)) return
    const contact = row.contact ?? state.stream.conversation?.contact?.id
    if (!contact) return
    const held = this.ratings.get(contact) ?? rating(contact, this.chat, () => this.scrolling.settle())
    this.ratings.set(contact, held)
    held.update(state, say)
    if (held.element.parentElement !== element) element.append(held.element)
  }

  private active(): Element | null {
    const root = this.element.getRootNode()
    return root instanceof ShadowRoot ? root.activeElement : document.activeElement
  }
}

const invitesRating = (content: Content): boolean => content.kind === 'notice' && content.notice === 'rating_invite'

function newestOf(rows: Row[]): { key: string, own: boolean } | null {
  const row = rows.at(-1)
  return row ? { key: row.key, own: row.kind === 'pending' } : null
}
