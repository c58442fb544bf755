import { dayName, timeOfDay, type Locale } from '../shared/format.ts'
import type { OwnRequest } from '../shared/protocol.ts'
import { refusalSentence } from '../shared/refusals.ts'
import type { Say } from '../shared/words.ts'
import { callRows } from './callRows.ts'
import type { Chat } from './chat.ts'
import { h, icon, keepingFocus, refill, type Child } from './dom.ts'
import { stepper } from './progress.ts'
import { numberLine, receiptDocument } from './requestCards.ts'
import type { ChatState, RequestsView } from './state.ts'
import type { WidgetKey } from './words.ts'

export interface RequestList { element: HTMLElement, update: (state: ChatState, say: Say<WidgetKey>) => void }

/** What the customer has asked for, and one of these with all that came of it: in the place of the conversation. */
export function requestList(chat: Chat, opener: () => HTMLElement): RequestList {
  const body = h('div', { class: 'requests-body' })
  const title = h('h2', { class: 'requests-title', tabindex: '-1' })
  const back = h('button', { type: 'button', class: 'icon-button', on: { click: () => chat.requests.back() } }, icon('back'))
  const element = h('section', { class: 'own-requests', hidden: true }, h('div', { class: 'requests-head' }, back, title), body)
  let place: string | null = null

  /** Whoever came by keyboard stands on the title of what she opened, and goes back to where she came from. */
  function move(to: string | null): void {
    if (to === place) return
    const from = place
    place = to
    body.scrollTop = 0
    if (to === null) opener().focus()
    else if (to === '' && from) element.querySelector<HTMLElement>(`[data-value="${CSS.escape(from)}"]`)?.focus()
    else title.focus()
  }

  return {
    element,
    update({ requests, locale }, say) {
      element.hidden = requests === null
      if (requests) {
        const one = chosenOf(requests)
        title.textContent = one?.name ?? say('requests.title')
        back.setAttribute('aria-label', say(one ? 'requests.list' : 'requests.back'))
        element.setAttribute('aria-label', say('requests.title'))
        const shape = JSON.stringify([locale, requests])
        keepingFocus(element, () => refill(body, shape, () => faceOf(requests, locale, say, chat)))
      }
      move(requests === null ? null : chosenOf(requests)?.number ?? '')
    },
  }
}

function chosenOf(view: RequestsView): OwnRequest | null {
  return view.at === 'shown' ? view.items.find(({ number }) => number === view.chosen) ?? null : null
}

function faceOf(view: RequestsView, locale: Locale, say: Say<WidgetKey>, chat: Chat): Child[] {
  switch (view.at) {
    case 'loading': return [h('div', { class: 'starting', role: 'status' },
      h('span', { class: 'hushed' }, say('requests.loading')), h('i'), h('i'), h('i'))]
    case 'failed': return [h('div', { class: 'trouble', role: 'alert' },
      icon('alert'), h('p', {}, say('requests.failed')), h('p', {}, refusalSentence(view.refusal, locale)),
      h('button', { type: 'button', class: 'primary', on: { click: () => chat.requests.open() } }, say('chat.retry')))]
    case 'shown': {
      const one = chosenOf(view)
      if (one) return detailNodes(one, locale, say, chat)
      if (view.items.length + view.own.calls.length > 0) return [h('ul', { class: 'requests-list' },
        ...callRows(view, locale, say, chat), ...view.items.map((item) => row(item, locale, say, chat)))]
      return [h('div', { class: 'trouble' }, icon('requests'), h('p', {}, say('requests.none')), h('p', {}, say('requests.none.hint')))]
    }
  }
}

function row({ number, name, state, at }: OwnRequest, locale: Locale, say: Say<WidgetKey>, chat: Chat): HTMLElement {
  const word = say(`requests.is.${state}`)
  return h('li', {}, h('button', {
    type: 'button', class: 'request-row', 'data-value': number, 'aria-label': say('requests.open', { name, number, state: word }),
    on: { click: () => chat.requests.choose(number) },
  },
  h('span', { class: 'request-name' }, name), h('span', { class: `chip ${state}` }, word),
  h('span', { class: 'request-facts' }, `${number} · ${moment(at, locale)}`), icon('arrow')))
}

function detailNodes(one: OwnRequest, locale: Locale, say: Say<WidgetKey>, chat: Chat): Child[] {
  return [h('div', { class: 'request' },
    h('p', {}, h('span', { class: `chip ${one.state}` }, say(`requests.is.${one.state}`))),
    numberLine(one.number, say),
    stepper(one.state, say),
    one.text !== null && h('p', { class: 'plain' }, one.text),
    one.within !== null && one.within !== '' && h('p', { class: 'card-note' }, one.within),
    h('p', { class: 'request-facts' }, say('requests.begun', { time: moment(one.at, locale) })),
    one.ended_at !== null && h('p', { class: 'request-facts' }, say('requests.ended', { time: moment(one.ended_at, locale) })),
    one.document && receiptDocument(one.document, say, chat))]
}

const moment = (at: string, locale: Locale): string => `${dayName(at, locale)} ${timeOfDay(at, locale)}`
