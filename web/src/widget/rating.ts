import { refusalSentence } from '../shared/refusals.ts'
import type { Say } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import { h, refill, type Child } from './dom.ts'
import type { ChatState } from './state.ts'
import type { WidgetKey } from './words.ts'

const SCORES = [1, 2, 3, 4, 5] as const
const GOOD = ['solved', 'clear', 'quick', 'polite'] as const
const BAD = ['unsolved', 'unclear', 'slow', 'impolite'] as const
const GOOD_FROM = 4
const COMMENT_CHARS = 200

type Score = (typeof SCORES)[number]

export interface Rating { element: HTMLElement, update: (state: ChatState, say: Say<WidgetKey>) => void }

/** Score, reasons, thanks: inside the conversation, for one contact. */
export function rating(contact: string, chat: Chat, onGrown: () => void): Rating {
  const element = h('div', { class: 'rating' })
  const reasons = new Set<string>()
  let score: Score | null = null
  let comment = ''
  let redraw = (): void => undefined

  function pick(value: Score): void {
    if (score !== null && (score >= GOOD_FROM) !== (value >= GOOD_FROM)) reasons.clear()
    score = value
    redraw()
    onGrown()
    element.querySelector<HTMLElement>(`[data-score="${value}"]`)?.focus()
  }

  function flip(reason: string): void {
    if (!reasons.delete(reason)) reasons.add(reason)
    redraw()
    element.querySelector<HTMLElement>(`[data-reason="${reason}"]`)?.focus()
  }

  function scores(say: Say<WidgetKey>, disabled: boolean): HTMLElement {
    return h('div', { class: 'scores', role: 'group', 'aria-label': say('rating.title') }, ...SCORES.map((value) => h('button', {
      type: 'button', class: 'score', disabled, 'data-score': String(value), 'aria-pressed': String(value === score),
      'aria-label': say('rating.score', { score: value, word: say(`rating.${value}`) }), on: { click: () => pick(value) },
    }, String(value))))
  }

  function details(chosen: Score, state: ChatState, say: Say<WidgetKey>, disabled: boolean): Child[] {
    const good = chosen >= GOOD_FROM
    const why = say(good ? 'rating.why.good' : 'rating.why.bad')
    const input = h('input', {
      class: 'rating-comment', maxlength: COMMENT_CHARS, placeholder: say('rating.comment'), 'aria-label': say('rating.comment'),
      disabled, value: comment, on: { input: () => { comment = input.value } },
    })
    const told = state.ratings[contact]
    return [
      h('p', { class: 'rating-word' }, say(`rating.${chosen}`)),
      h('p', { class: 'rating-why' }, why),
      h('div', { class: 'reasons', role: 'group', 'aria-label': why }, ...(good ? GOOD : BAD).map((reason) => h('button', {
        type: 'button', class: 'reason', disabled, 'data-reason': reason, 'aria-pressed': String(reasons.has(reason)),
        on: { click: () => flip(reason) },
      }, say(`rating.${reason}`)))),
      input,
      told?.at === 'refused' && h('p', { class: 'rating-refused', role: 'alert' }, refusalSentence(told.refusal, state.locale)),
      h('button', {
        type: 'button', class: 'primary', disabled, on: { click: () => chat.rate(contact, chosen, [...reasons], comment.trim()) },
      }, say('rating.submit')),
    ]
  }

  return {
    element,
    update(state, say) {
      redraw = () => this.update(state, say)
      const told = state.ratings[contact]
      const current = state.stream.conversation?.contact
      const entry = state.stream.entries.find((each) => each.kind === 'rating' && each.contact === contact)
      const stored = entry?.kind === 'rating' ? entry.score : null
      const given = stored !== null || told?.at === 'given' || (current?.id === contact && current.rated)
      const sending = told?.at === 'sending'
      refill(element, JSON.stringify([state.locale, given, stored, told, score, [...reasons]]), () => given
        ? [h('p', { class: 'rating-done' }, stored === null ? say('rating.thanks') : say('rating.done', { score: stored }))]
        : [
            scores(say, sending),
            h('div', { class: 'ends', 'aria-hidden': 'true' }, h('span', {}, say('rating.1')), h('span', {}, say('rating.5'))),
            ...(score === null ? [] : details(score, state, say, sending)),
          ])
    },
  }
}
