import type { Locale } from '../shared/format.ts'
import type { OwnConsent, OwnPreference } from '../shared/protocol.ts'
import { refusalSentence } from '../shared/refusals.ts'
import type { Say } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import { h, icon, keepingFocus, refill, type Child } from './dom.ts'
import type { ChatState, WishesView } from './state.ts'
import { keyOf, type Wish } from './wishes.ts'
import type { WidgetKey } from './words.ts'

export interface WishList { element: HTMLElement, update: (state: ChatState, say: Say<WidgetKey>) => void }

const CODES = ['sms', 'call', 'email', 'push', 'app', 'yes', 'zh', 'en'] as const

/** Longer values stand two in a line. */
const SHORT = 6

/** What the customer allows and how she wants to be served: in the place of the conversation. */
export function wishList(chat: Chat, opener: () => HTMLElement): WishList {
  const body = h('div', { class: 'requests-body' })
  const foot = h('div', { class: 'wish-word' })
  const title = h('h2', { class: 'requests-title', tabindex: '-1' })
  const back = h('button', { type: 'button', class: 'icon-button', on: { click: () => chat.wishes.close() } }, icon('back'))
  const element = h('section', { class: 'own-requests own-wishes', hidden: true },
    h('div', { class: 'requests-head' }, back, title), body, foot)
  let isOpen = false

  function move(open: boolean): void {
    if (open === isOpen) return
    isOpen = open
    if (open) title.focus()
    else opener().focus()
  }

  return {
    element,
    update({ wishes, locale }, say) {
      element.hidden = wishes === null
      if (wishes) {
        title.textContent = say('wishes.title')
        element.setAttribute('aria-label', say('wishes.title'))
        back.setAttribute('aria-label', say('requests.back'))
        const own = wishes.at === 'shown' ? wishes.own : wishes
        keepingFocus(element, () => {
          refill(body, JSON.stringify([locale, own]), () => faceOf(wishes, locale, say, chat))
          refill(foot, JSON.stringify([locale, wishes.at === 'shown' ? wishes.word : wishes.at]), () => wordOf(wishes, locale, say, chat))
        })
      }
      move(wishes !== null)
    },
  }
}

function faceOf(view: WishesView, locale: Locale, say: Say<WidgetKey>, chat: Chat): Child[] {
  switch (view.at) {
    case 'loading': return [h('div', { class: 'starting', role: 'status' },
      h('span', { class: 'hushed' }, say('wishes.loading')), h('i'), h('i'), h('i'))]
    case 'failed': return [h('div', { class: 'trouble', role: 'alert' },
      icon('alert'), h('p', {}, say('wishes.failed')), h('p', {}, refusalSentence(view.refusal, locale)),
      h('button', { type: 'button', class: 'primary', on: { click: () => chat.wishes.open() } }, say('chat.retry')))]
    case 'shown': {
      const { consents, preferences } = view.own
      const purposes = [...new Set(consents.map(({ purpose }) => purpose))]
      return [
        h('h3', { class: 'wish-head' }, say('wishes.preferences')),
        ...preferences.map((one) => preferenceNode(one, locale, say, chat)),
        h('h3', { class: 'wish-head' }, say('wishes.consents')),
        ...purposes.map((purpose) =>
          consentNode(consents.filter((one) => one.purpose === purpose), locale, say, chat)),
      ]
    }
  }
}

function consentNode(consents: OwnConsent[], locale: Locale, say: Say<WidgetKey>, chat: Chat): HTMLElement {
  const name = consents[0] ? nameOf(consents[0], locale) : ''
  return h('div', { class: 'request wish', role: 'group', 'aria-label': name }, h('p', { class: 'request-name' }, name),
    ...consents.map(({ purpose, channel, value }) => {
      const isOn = value === 'granted'
      const wish: Wish = { of: 'consent', purpose, channel, value: isOn ? 'withdrawn' : 'granted' }
      return switchOf(coded(channel, say), value === null ? say('wishes.unsaid') : '', isOn, wish, chat)
    }))
}

/** With one value it is on or off; with more, one of them or none. */
function preferenceNode(one: OwnPreference, locale: Locale, say: Say<WidgetKey>, chat: Chat): HTMLElement {
  const { id, value, values } = one
  const name = nameOf(one, locale)
  const [only] = values
  if (values.length === 1 && only !== undefined) {
    const wish: Wish = { of: 'preference', id, value: value === null ? only : null }
    return h('div', { class: 'request wish' }, switchOf(name, '', value !== null, wish, chat))
  }
  return h('div', { class: 'request wish', role: 'group', 'aria-label': name }, h('p', { class: 'request-name' }, name),
    h('div', { class: values.some((each) => each.length > SHORT) ? 'segments long' : 'segments' }, ...[null, ...values].map((each) => h('button', {
      type: 'button', class: 'segment', 'aria-pressed': String(each === value), 'data-value': `${id}=${each ?? ''}`,
      on: { click: () => { if (each !== value) void chat.wishes.choose({ of: 'preference', id, value: each }) } },
    }, each === null ? say('wishes.any') : coded(each, say)))))
}

function switchOf(name: string, note: string, isOn: boolean, wish: Wish, chat: Chat): HTMLElement {
  return h('button', {
    type: 'button', class: 'wish-switch', role: 'switch', 'aria-checked': String(isOn), 'data-value': keyOf(wish),
    on: { click: () => void chat.wishes.choose(wish) },
  }, h('span', {}, name), h('span', { class: 'request-facts' }, note), h('i', { class: 'wish-knob', 'aria-hidden': 'true' }))
}

function wordOf(view: WishesView, locale: Locale, say: Say<WidgetKey>, chat: Chat): Child[] {
  const word = view.at === 'shown' ? view.word : null
  const again = (label: string, wish: Wish) => h('button', {
    type: 'button', class: 'quiet', on: { click: () => void chat.wishes.choose(wish) },
  }, label)
  switch (word?.at) {
    case undefined: return view.at === 'shown' ? [h('p', { class: 'request-facts' }, say('wishes.hint'))] : []
    case 'saving': return [h('p', { role: 'status' }, say('wishes.saving'))]
    case 'saved': return [h('p', { role: 'status' }, say('wishes.saved')), again(say('wishes.undo'), word.before)]
    case 'refused': return [
      h('p', { role: 'alert', class: 'bad' }, say('wishes.refused', { reason: refusalSentence(word.refusal, locale) })),
      again(say('chat.retry'), word.wish),
    ]
  }
}

const nameOf = ({ name }: { name: { zh: string, en: string } }, locale: Locale): string => locale === 'en' ? name.en : name.zh

function coded(code: string, say: Say<WidgetKey>): string {
  const known = CODES.find((one) => one === code)
  return known ? say(`wish.${known}`) : code
}
