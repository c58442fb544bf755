import { dateName, dayName, timeOfDay, type Locale } from '../shared/format.ts'
import type { OwnComplaint } from '../shared/ownComplaints.ts'
import { refusalSentence } from '../shared/refusals.ts'
import type { Say } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import { complaintNodes } from './complaintDetail.ts'
import { numberForm } from './complaintForms.ts'
import { h, icon, keepingFocus, refill, type Child } from './dom.ts'
import type { ChatState, ComplaintsView } from './state.ts'
import type { WidgetKey } from './words.ts'

export interface ComplaintList { element: HTMLElement, update: (state: ChatState, say: Say<WidgetKey>) => void }

/** The customer's complaints, and one of these with what she can do: in the place of the conversation. */
export function complaintList(chat: Chat, opener: () => HTMLElement): ComplaintList {
  const body = h('div', { class: 'requests-body' })
  const title = h('h2', { class: 'requests-title', tabindex: '-1' })
  const back = h('button', { type: 'button', class: 'icon-button', on: { click: () => chat.complaints.back() } }, icon('back'))
  const element = h('section', { class: 'own-requests own-complaints', hidden: true }, h('div', { class: 'requests-head' }, back, title), body)
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
    update({ complaints, locale }, say) {
      element.hidden = complaints === null
      const one = complaints?.at === 'shown' ? complaints.chosen : null
      if (complaints) {
        title.textContent = one ? one.number : say('complaints.title')
        back.setAttribute('aria-label', say(one ? 'requests.list' : 'requests.back'))
        element.setAttribute('aria-label', say('complaints.title'))
        keepingFocus(element, () =>
          refill(body, JSON.stringify([locale, complaints]), () => faceOf(complaints, locale, say, chat)))
      }
      move(complaints === null ? null : one?.id ?? '')
    },
  }
}

function faceOf(view: ComplaintsView, locale: Locale, say: Say<WidgetKey>, chat: Chat): Child[] {
  switch (view.at) {
    case 'loading': return [h('div', { class: 'starting', role: 'status' },
      h('span', { class: 'hushed' }, say('complaints.loading')), h('i'), h('i'), h('i'))]
    case 'failed': return [h('div', { class: 'trouble', role: 'alert' },
      icon('alert'), h('p', {}, say('complaints.failed')), h('p', {}, refusalSentence(view.refusal, locale)),
      h('button', { type: 'button', class: 'primary', on: { click: () => chat.complaints.open() } }, say('chat.retry')))]
    case 'shown':
      if (view.chosen) return complaintNodes(view, view.chosen, locale, say, chat)
      return [
        view.items.length > 0
          ? h('ul', { class: 'requests-list' }, ...view.items.map((one) => row(one, locale, say, chat)))
          : h('div', { class: 'trouble' }, icon('complaint'), h('p', {}, say('complaints.none')), h('p', {}, say('complaints.none.hint'))),
        numberForm(view, locale, say, chat),
      ]
  }
}

function row(one: OwnComplaint, locale: Locale, say: Say<WidgetKey>, chat: Chat): HTMLElement {
  const { id, number, state, opened_at: at, due_on: due } = one
  const subject = locale === 'en' ? one.subject.en : one.subject.zh
  const word = say(`complaints.is.${state}`)
  const facts = due === null ? say('complaint.made', { time: `${dayName(at, locale)} ${timeOfDay(at, locale)}` })
    : say('complaint.due', { day: dateName(due, locale) })
  return h('li', {}, h('button', {
    type: 'button', class: 'request-row', 'data-value': id, 'aria-label': say('complaints.open', { number, subject, state: word }),
    on: { click: () => chat.complaints.choose(id) },
  },
  h('span', { class: 'request-name' }, subject), h('span', { class: `chip ${state}` }, word),
  h('span', { class: 'request-facts' }, `${number} · ${facts}`), icon('arrow')))
}
