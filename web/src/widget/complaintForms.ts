import { dateName, type Locale } from '../shared/format.ts'
import type { OwnComplaintWhole } from '../shared/ownComplaints.ts'
import type { Say } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import { wordOf } from './complaintDetail.ts'
import { h, icon, type Child } from './dom.ts'
import type { ComplaintForm, ComplaintsView } from './state.ts'
import type { WidgetKey } from './words.ts'

type Shown = Extract<ComplaintsView, { at: 'shown' }>
type Form<At extends ComplaintForm['at']> = Extract<ComplaintForm, { at: At }>

const LONGEST = 2000
const SCORES = [1, 2, 3, 4, 5] as const
const GOOD = ['clear', 'quick', 'fair', 'polite'] as const
const BAD = ['unclear', 'slow', 'unfair', 'impolite'] as const
const GOOD_FROM = 4

/** The one thing she is doing to her complaint. */
export function formNodes(
  view: Shown, one: OwnComplaintWhole, locale: Locale, say: Say<WidgetKey>, chat: Chat,
): Child[] {
  const busy = view.word?.at === 'sending'
  const keep = h('button', { type: 'button', class: 'quiet', disabled: busy, on: { click: () => chat.complaints.back() } }, say('complaint.keep'))
  switch (view.form?.at) {
    case 'facts': return [factsForm(view.form, busy, keep, say, chat)]
    case 'withdraw': return [h('div', { class: 'request', role: 'group', 'aria-label': say('complaint.act.withdrawn') },
      h('p', {}, say('complaint.withdraw.sure')),
      foot(keep, 'complaint.withdraw.yes', busy, () => void chat.complaints.withdraw(), say))]
    case 'rate': return [ratingForm(view.form, busy, keep, say, chat)]
    case 'verify': return [h('div', { class: 'request', role: 'group', 'aria-label': say('complaint.act.verification_asked') },
      h('p', { class: 'request-facts' }, say('complaint.verify.hint', { day: one.verification_until === null ? '' : dateName(one.verification_until, locale) })),
      wordsField('verify', 'complaint.verify.words', busy, say, chat),
      foot(keep, 'complaint.verify.yes', busy, () => void chat.complaints.verify(), say))]
    case 'number':
    case undefined: return []
  }
}

function factsForm({ files }: Form<'facts'>, busy: boolean, keep: Child, say: Say<WidgetKey>, chat: Chat): HTMLElement {
  const input = h('input', { type: 'file', multiple: true, hidden: true, accept: chat.store.state.config?.files?.types.join(',') ?? '' })
  input.addEventListener('change', () => chat.complaints.addFiles(input.files ?? []))
  return h('div', { class: 'request', role: 'group', 'aria-label': say('complaint.act.facts_added') },
    wordsField('facts', 'complaint.words', busy, say, chat),
    files.length > 0 && h('ul', { class: 'complaint-files' }, ...files.map(({ id, name }) => h('li', { class: 'file-line' },
      icon('file'), h('bdi', { class: 'file-name' }, name),
      h('button', {
        type: 'button', class: 'icon-button', disabled: busy, 'aria-label': say('files.remove', { name }),
        on: { click: () => chat.complaints.removeFile(id) },
      }, icon('close'))))),
    chat.uploads.areTaken && h('button', {
      type: 'button', class: 'quiet copy', 'data-value': 'clip', disabled: busy, on: { click: () => input.click() },
    }, icon('clip'), say('complaint.files.add')),
    input,
    foot(keep, 'complaint.send', busy, () => void chat.complaints.addFacts(), say))
}

function ratingForm({ score, reasons }: Form<'rate'>, busy: boolean, keep: Child, say: Say<WidgetKey>, chat: Chat): HTMLElement {
  const good = score !== null && score >= GOOD_FROM
  const pick = (value: number) => chat.complaints.begin({
    at: 'rate', score: value, reasons: (value >= GOOD_FROM) === good ? reasons : [],
  })
  const flip = (reason: string) => chat.complaints.begin({
    at: 'rate', score, reasons: reasons.includes(reason) ? reasons.filter((one) => one !== reason) : [...reasons, reason],
  })
  const why = say(good ? 'rating.why.good' : 'rating.why.bad')
  return h('div', { class: 'request rating', role: 'group', 'aria-label': say('complaint.act.rated') },
    h('div', { class: 'scores', role: 'group', 'aria-label': say('complaint.act.rated') }, ...SCORES.map((value) => h('button', {
      type: 'button', class: 'score', disabled: busy, 'data-value': `score-${value}`, 'aria-pressed': String(value === score),
      'aria-label': say('rating.score', { score: value, word: say(`rating.${value}`) }), on: { click: () => pick(value) },
    }, String(value)))),
    h('div', { class: 'ends', 'aria-hidden': 'true' }, h('span', {}, say('rating.1')), h('span', {}, say('rating.5'))),
    score !== null && h('p', { class: 'rating-why' }, why),
    score !== null && h('div', { class: 'reasons', role: 'group', 'aria-label': why }, ...(good ? GOOD : BAD).map((reason) => h('button', {
      type: 'button', class: 'reason', disabled: busy, 'data-value': reason, 'aria-pressed': String(reasons.includes(reason)),
      on: { click: () => flip(reason) },
    }, say(`complaint.reason.${reason}`)))),
    foot(keep, 'rating.submit', busy || score === null, () => { if (score !== null) void chat.complaints.rate(score, reasons) }, say))
}

/** For whoever has not signed in, or complained elsewhere: how it stands and when it is answered. */
export function numberForm(view: Shown, locale: Locale, say: Say<WidgetKey>, chat: Chat): HTMLElement {
  const { found, word } = view
  const busy = word?.at === 'sending'
  const line = (name: 'number' | 'digits', key: WidgetKey, length: number, digits: boolean) => {
    const field = h('input', {
      class: 'rating-comment', maxlength: length, value: chat.complaints.typed[name], disabled: busy, autocomplete: 'off',
      'data-value': name, 'aria-label': say(key), placeholder: say(key), inputmode: digits ? 'numeric' : undefined,
      on: { input: () => { chat.complaints.typed[name] = field.value } },
    })
    return field
  }
  return h('form', {
    class: 'request complaint-number', 'aria-label': say('complaint.number.title'),
    on: { submit: (event) => { event.preventDefault(); void chat.complaints.lookUp() } },
  },
  h('h3', { class: 'complaint-head' }, say('complaint.number.title')),
  h('p', { class: 'request-facts' }, say('complaint.number.hint')),
  line('number', 'complaint.number.label', 16, false),
  line('digits', 'complaint.number.digits', 4, true),
  h('button', { type: 'submit', class: 'primary', disabled: busy, 'data-value': 'ask' }, say('complaint.number.ask')),
  found && h('p', { role: 'status' }, h('b', {}, found.number), ' ',
    h('span', { class: `chip ${found.state}` }, say(`complaints.is.${found.state}`)), ' ',
    found.due_on === null ? '' : say('complaint.due', { day: dateName(found.due_on, locale) })),
  wordOf(word, locale, say))
}

function wordsField(name: 'facts' | 'verify', key: WidgetKey, busy: boolean, say: Say<WidgetKey>, chat: Chat): HTMLElement {
  const field = h('textarea', {
    class: 'input complaint-words', rows: 4, maxlength: LONGEST, disabled: busy, 'data-value': name,
    'aria-label': say(key), placeholder: say(key), on: { input: () => { chat.complaints.typed[name] = field.value } },
  })
  field.value = chat.complaints.typed[name]
  return field
}

function foot(keep: Child, key: WidgetKey, disabled: boolean, act: () => void, say: Say<WidgetKey>): HTMLElement {
  return h('div', { class: 'complaint-foot' },
    h('button', { type: 'button', class: 'primary', 'data-value': 'yes', disabled, on: { click: act } }, say(key)), keep)
}
