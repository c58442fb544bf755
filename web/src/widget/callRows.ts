import { dayName, timeOfDay, type Locale } from '../shared/format.ts'
import type { CallWindow, OwnCall } from '../shared/protocol.ts'
import { refusalSentence } from '../shared/refusals.ts'
import type { Say } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import { h, icon } from './dom.ts'
import type { RequestsView } from './state.ts'
import type { WidgetKey } from './words.ts'

type Shown = Extract<RequestsView, { at: 'shown' }>

/** The calls she is promised: when, and one tap to cancel one or to choose another time. */
export function callRows(view: Shown, locale: Locale, say: Say<WidgetKey>, chat: Chat): HTMLElement[] {
  return view.own.calls.map((call) => row(call, view, locale, say, chat))
}

function row(call: OwnCall, { own, call: word }: Shown, locale: Locale, say: Say<WidgetKey>, chat: Chat): HTMLElement {
  const mine = word?.id === call.id ? word : null
  const moving = mine?.at === 'moving'
  const act = (name: string, key: WidgetKey, press: () => void, expanded?: boolean) => h('button', {
    type: 'button', class: 'choice', 'data-value': `${name}-${call.id}`, disabled: mine?.at === 'changing',
    'aria-label': say('calls.act', { act: say(key), number: call.number }),
    'aria-expanded': expanded === undefined ? undefined : String(expanded), on: { click: press },
  }, say(key))
  const other = own.windows.filter(({ starts_at: starts }) => Date.parse(starts) !== Date.parse(call.starts_at))
  return h('li', { class: 'call' },
    h('p', { class: 'request-name' }, icon('phone'), say('calls.title')),
    h('p', {}, windowName(call, locale)),
    h('p', { class: 'request-facts' }, call.number),
    mine?.at === 'refused' && h('p', { class: 'proof-word bad', role: 'alert' }, refusalSentence(mine.refusal, locale)),
    h('div', { class: 'answers short' },
      act('move', 'calls.move', () => chat.requests.toggleTimes(call.id), moving),
      act('cancel', 'calls.cancel', () => void chat.requests.cancelCall(call.id))),
    moving && h('div', { class: 'answers', role: 'group', 'aria-label': say('calls.when') },
      h('p', { class: 'request-facts' }, say('calls.when')),
      ...other.map((window) => h('button', {
        type: 'button', class: 'choice', on: { click: () => void chat.requests.moveCall(call.id, window.starts_at) },
      }, windowName(window, locale)))))
}

/** 11月24日 周二 10:00–12:00 */
function windowName({ starts_at: starts, ends_at: ends }: CallWindow, locale: Locale): string {
  return `${dayName(starts, locale)} ${timeOfDay(starts, locale)}–${timeOfDay(ends, locale)}`
}
