import { amountName, dateName, dayName, timeOfDay, type Locale } from '../shared/format.ts'
import type { OwnComplaintWhole, OwnStep } from '../shared/ownComplaints.ts'
import { refusalSentence } from '../shared/refusals.ts'
import type { Say } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import { formNodes } from './complaintForms.ts'
import { h, type Child } from './dom.ts'
import { downloadButton, numberLine } from './requestCards.ts'
import type { ComplaintForm, ComplaintsView, ComplaintWord } from './state.ts'
import type { WidgetKey } from './words.ts'

type Shown = Extract<ComplaintsView, { at: 'shown' }>
type HerAct = OwnComplaintWhole['can'][number]

const FORMS: Record<HerAct, ComplaintForm> = {
  facts_added: { at: 'facts', files: [] },
  rated: { at: 'rate', score: null, reasons: [] },
  verification_asked: { at: 'verify' },
  withdrawn: { at: 'withdraw' },
}
const BECAUSE = ['over', 'withdrawn', 'not_over', 'not_decided', 'too_late', 'rated_already', 'enough_today'] as const

/** One complaint: how it stands, what comes next, what happened, and what she can do about it. */
export function complaintNodes(
  view: Shown, one: OwnComplaintWhole, locale: Locale, say: Say<WidgetKey>, chat: Chat,
): Child[] {
  const subject = locale === 'en' ? one.subject.en : one.subject.zh
  const isRunning = one.due_on !== null
  return [
    h('div', { class: 'request' },
      h('p', {}, h('span', { class: `chip ${one.state}` }, say(`complaints.is.${one.state}`)), ' ', h('b', {}, subject)),
      numberLine(one.number, say, 'complaint.number.label'),
      one.due_on !== null && h('p', { class: 'complaint-due' }, say('complaint.due', { day: dateName(one.due_on, locale) })),
      ...said(one, say),
      ...one.redress.map(({ amount_fen: fen, is_paid: isPaid }) => h('p', { class: 'complaint-due' },
        say(`complaint.redress.${isPaid ? 'paid' : 'ordered'}`, { amount: amountName(fen, locale) }))),
      h('h3', { class: 'complaint-head' }, say('complaint.steps')),
      h('ol', { class: 'steps', 'aria-label': say('complaint.steps') }, ...one.steps.map((step, place) =>
        stepNode(step, isRunning && place === one.steps.length - 1, locale, say, chat)))),
    view.form ? null : h('div', { class: 'answers complaint-acts' }, ...one.can.map((act) => h('button', {
      type: 'button', class: 'choice', 'data-value': act, on: { click: () => chat.complaints.begin(FORMS[act]) },
    }, say(`complaint.act.${act}`)))),
    ...formNodes(view, one, locale, say, chat),
    wordOf(view.word, locale, say),
  ]
}

function said({ facts, demand }: OwnComplaintWhole, say: Say<WidgetKey>): Child[] {
  return ([['complaint.facts', facts], ['complaint.demand', demand]] as const).map(([key, text]) =>
    text !== null && text !== '' && h('p', { class: 'plain' }, h('span', { class: 'request-facts' }, say(key)), h('br'), text))
}

function stepNode(step: OwnStep, isNow: boolean, locale: Locale, say: Say<WidgetKey>, chat: Chat): HTMLElement {
  const { at, words, files, score, letter, amount_fen: fen } = step
  return h('li', { class: `step ${isNow ? 'now' : 'done'}` },
    h('span', {}, say(`complaint.step.${step.step}`, { score: score ?? 0, amount: fen === null ? '' : amountName(fen, locale) })), ' ',
    h('time', { class: 'request-facts', datetime: at }, `${dayName(at, locale)} ${timeOfDay(at, locale)}`),
    words !== null && h('p', { class: 'plain' }, words),
    files.length > 0 && h('p', { class: 'request-facts' }, say('complaint.step.files', { names: files.join(locale === 'en' ? ', ' : '、') })),
    letter !== null && downloadButton(letter, say, () => chat.papers.letter(letter)))
}

/** What became of what she did last. */
export function wordOf(word: ComplaintWord | null, locale: Locale, say: Say<WidgetKey>): Child {
  switch (word?.at) {
    case 'sending': return h('p', { class: 'proof-word', role: 'status' }, say('complaint.sending'))
    case 'done': return h('p', { class: 'proof-word good', role: 'status' }, say(`complaint.done.${word.form}`))
    case 'refused': {
      const because = BECAUSE.find((one) => one === word.refusal.params['because'])
      return h('p', { class: 'proof-word bad', role: 'alert' },
        because ? say(`complaint.because.${because}`) : refusalSentence(word.refusal, locale))
    }
    case undefined: return null
  }
}
