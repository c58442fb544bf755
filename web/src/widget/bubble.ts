import { sizeName, timeOfDay } from '../shared/format.ts'
import { renderMarkdown } from '../shared/markdown.ts'
import { refusalSentence } from '../shared/refusals.ts'
import type { AnswerPart, Button, CardContent, Config, Content, Message } from '../shared/protocol.ts'
import type { Say } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import { h, icon, type Child } from './dom.ts'
import { buttonsOf, staysAlive, type Row } from './rows.ts'
import type { ChatState } from './state.ts'
import type { WidgetKey } from './words.ts'

type MessageRow = Extract<Row, { kind: 'message' }>
type PendingRow = Extract<Row, { kind: 'pending' }>

export function messageElement(row: MessageRow, state: ChatState, say: Say<WidgetKey>, chat: Chat): HTMLElement {
  const { author, content } = row.message
  const side = author.kind === 'customer' ? 'own' : author.kind
  return h('div', { class: `message ${side}${row.joined ? ' joined' : ''}` },
    headline(row, state, say),
    author.kind === 'house' ? houseLine(content, say) : bubble(content, state, say),
    buttonRow(row, say, chat),
    row.delivery
      ? h('p', { class: 'delivery' }, icon(row.delivery === 'sent' ? 'check' : 'checks'), say(`state.${row.delivery}`))
      : null)
}

/** What she said and the server has not confirmed. It stands where the message will stand. */
export function pendingElement(row: PendingRow, state: ChatState, say: Say<WidgetKey>, chat: Chat): HTMLElement {
  const { client_id: clientId, content, refusal, late, stored } = row.pending
  const open = state.link === 'open'
  const progress = stored ? 'state.sent' : !late ? 'state.sending' : open ? 'state.slow' : 'state.waiting'
  return h('div', { class: `message own${refusal ? ' refused' : ''}` },
    bubble(content, state, say),
    refusal
      ? h('div', { class: 'delivery refused' },
          h('p', {}, icon('alert'), say('state.refused', { reason: refusalSentence(refusal, state.locale) })),
          resendButton(clientId, say, chat),
          h('button', { type: 'button', class: 'quiet', on: { click: () => chat.deliveries.drop(clientId) } }, say('state.drop')))
      : h('div', { class: `delivery${late ? ' late' : ''}` },
          h('p', {}, icon(stored ? 'check' : 'clock'), say(progress)),
          late && open && resendButton(clientId, say, chat)))
}

function bubble(content: Content, { config }: ChatState, say: Say<WidgetKey>): HTMLElement {
  return h('div', { class: `bubble ${content.kind}` }, ...contentNodes(content, config, say))
}

function resendButton(clientId: string, say: Say<WidgetKey>, chat: Chat): HTMLElement {
  return h('button', { type: 'button', class: 'quiet', on: { click: () => chat.deliveries.resend(clientId) } }, say('state.resend'))
}

function headline(row: MessageRow, { config, locale }: ChatState, say: Say<WidgetKey>): HTMLElement {
  const { at, message: { author }, joined } = row
  const time = h('time', { datetime: at }, timeOfDay(at, locale))
  const texts = config?.texts
  switch (author.kind) {
    case 'customer':
      return h('p', { class: joined ? 'headline hushed' : 'headline' }, h('span', { class: 'hushed' }, say('author.customer')), time)
    case 'bot':
      return h('p', { class: 'headline' }, h('span', { class: 'label robot' }, texts?.robot_label ?? ''), time)
    case 'agent':
      return h('p', { class: joined ? 'headline hushed' : 'headline' },
        h('span', { class: 'label person' }, texts?.human_label ?? ''), author.name, time)
    case 'house':
      return h('p', { class: 'headline hushed' }, texts?.system_label ?? '', time)
  }
}

function houseLine(content: Content, say: Say<WidgetKey>): HTMLElement {
  return h('div', { class: 'house-line' }, ...contentNodes(content, null, say))
}

function contentNodes(content: Content, config: Config | null, say: Say<WidgetKey>): Child[] {
  switch (content.kind) {
    case 'text': return [h('p', { class: 'plain' }, content.text)]
    case 'choice': return [h('p', { class: 'plain' }, content.label)]
    case 'buttons':
    case 'notice': return [renderMarkdown(content.text)]
    case 'card': return content.card === 'answers'
      ? [
          ...content.answers.map((answer) => h('section', { class: 'answer-part' }, ...answerNodes(answer, config))),
          h('div', { class: 'answers-end' }, renderMarkdown(content.text)),
        ]
      : answerNodes(content, config)
    case 'file': return [h('p', {}, say('file.name', { name: content.name, size: sizeName(content.size_bytes) }))]
    default: return [renderMarkdown((content as { text?: string }).text ?? '')] // a kind of a later version
  }
}

function answerNodes({ title, text, source }: AnswerPart, config: Config | null): Child[] {
  return [
    title === '' ? null : h('p', { class: 'card-title' }, title),
    h('div', { class: 'card-text' }, renderMarkdown(text)),
    h('p', { class: 'source' }, config ? `${config.texts.source_label} ` : null,
      h('span', { class: 'source-title' }, source.title), ' ',
      h('span', { class: 'source-version' }, source.version)),
  ]
}

function buttonRow(row: MessageRow, say: Say<WidgetKey>, chat: Chat): HTMLElement | null {
  const buttons = buttonsOf(row.message)
  if (buttons.length === 0) return null
  const short = buttons.length <= 3 && buttons.every(({ label }) => label.length <= 7)
  return h('div', { class: short ? 'buttons short' : 'buttons', role: 'group' }, ...buttons.map((button) => choice(button, row, say, chat)))
}

function choice({ id, label }: Button, { spent, chosen }: MessageRow, say: Say<WidgetKey>, chat: Chat): HTMLElement {
  const picked = id === chosen
  return h('button', {
    type: 'button', class: picked ? 'choice chosen' : 'choice', disabled: spent && !staysAlive(id),
    'aria-label': picked ? `${label}，${say('choice.made')}` : undefined,
    on: { click: () => chat.choose(id, label) },
  }, picked ? icon('check') : null, h('span', {}, label))
}

/** One line for the launcher's preview. */
export function plainContent({ content }: Message): string {
  switch (content.kind) {
    case 'choice': return content.label
    case 'file': return content.name
    case 'card': return cardLine(content)
    case 'text':
    case 'buttons':
    case 'notice': return content.text
  }
}

function cardLine(card: CardContent): string {
  if (card.card === 'answers') return card.answers.map(({ title }) => title).join(' · ')
  return card.title === '' ? card.text : card.title
}
