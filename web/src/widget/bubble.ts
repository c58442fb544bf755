import { sizeName, timeOfDay } from '../shared/format.ts'
import { renderMarkdown } from '../shared/markdown.ts'
import { refusalSentence } from '../shared/refusals.ts'
import type { AnswerPart, Button, CardContent, Content, Message, NoticeContent } from '../shared/protocol.ts'
import type { Say } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import { h, icon, type Child } from './dom.ts'
import { downloadButton, requestNodes } from './requestCards.ts'
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
    author.kind === 'house' && !isLetter(content)
      ? h('div', { class: 'house-line' }, ...contentNodes(content, state, say, chat))
      : bubble(content, state, say, chat),
    row.spent && row.chosen === null && isAsking(content) ? h('p', { class: 'card-over' }, say('card.over')) : null,
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
    bubble(content, state, say, chat),
    refusal
      ? h('div', { class: 'delivery refused' },
          h('p', {}, icon('alert'), say('state.refused', { reason: refusalSentence(refusal, state.locale) })),
          resendButton(clientId, say, chat),
          h('button', { type: 'button', class: 'quiet', on: { click: () => chat.deliveries.drop(clientId) } }, say('state.drop')))
      : h('div', { class: `delivery${late ? ' late' : ''}` },
          h('p', {}, icon(stored ? 'check' : 'clock'), say(progress)),
          late && open && resendButton(clientId, say, chat)))
}

function bubble(content: Content, state: ChatState, say: Say<WidgetKey>, chat: Chat): HTMLElement {
  return h('div', { class: `bubble ${content.kind}` }, ...contentNodes(content, state, say, chat))
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

function contentNodes(content: Content, state: ChatState, say: Say<WidgetKey>, chat: Chat): Child[] {
  switch (content.kind) {
    case 'text': return [h('p', { class: 'plain' }, content.text)]
    case 'choice': return [h('p', { class: 'plain' }, content.label)]
    case 'buttons': return [renderMarkdown(content.text)]
    case 'notice': return [renderMarkdown(content.text), letterOf(content, say, chat)]
    case 'card': return cardNodes(content, state, say, chat)
    case 'file': return [h('p', { class: 'file-line' }, icon('file'), h('bdi', { class: 'file-name' }, content.name),
      h('span', { class: 'file-size' }, sizeName(content.size_bytes)))]
    default: return [renderMarkdown((content as { text?: string }).text ?? '')] // a kind of a later version
  }
}

/** What the house writes at length is read like a letter, not like a line between messages. */
const isLetter = (content: Content): boolean => content.kind === 'notice' && content.document != null

/** A decision on a complaint comes with its letter. */
function letterOf({ document }: NoticeContent, say: Say<WidgetKey>, chat: Chat): Child {
  return document ? downloadButton(document, say, () => chat.papers.letter(document)) : null
}

function cardNodes(card: CardContent, state: ChatState, say: Say<WidgetKey>, chat: Chat): Child[] {
  switch (card.card) {
    case 'answer': return answerNodes(card, state)
    case 'answers': return [
      ...card.answers.map((answer) => h('section', { class: 'answer-part' }, ...answerNodes(answer, state))),
      h('div', { class: 'answers-end' }, renderMarkdown(card.text)),
    ]
    default: return requestNodes(card, say, chat)
  }
}

function answerNodes({ title, text, source }: AnswerPart, { config }: ChatState): Child[] {
  return [
    title === '' ? null : h('p', { class: 'card-title' }, title),
    h('div', { class: 'card-text' }, renderMarkdown(text)),
    h('p', { class: 'source' }, config ? `${config.texts.source_label} ` : null,
      h('span', { class: 'source-title' }, source.title), ' ',
      h('span', { class: 'source-version' }, source.version)),
  ]
}

function buttonRow(row: MessageRow, say: Say<WidgetKey>, chat: Chat): HTMLElement | null {
  const buttons = offeredBy(row.message, say)
  if (buttons.length === 0) return null
  const answers = buttons.filter(({ id }) => !WAYS.has(id))
  const ways = buttons.filter(({ id }) => WAYS.has(id))
  const short = answers.filter(({ id }) => !agrees(id)).every(({ label }) => label.length <= SHORT)
  return h('div', { class: 'buttons', role: 'group' },
    ...rowOf(short ? 'answers short' : 'answers', answers), ...rowOf('answers short', ways))

  function rowOf(shape: string, offered: Button[]): HTMLElement[] {
    return offered.length === 0 ? [] : [h('div', { class: shape }, ...offered.map((button) => choice(button, row, say, chat)))]
  }
}

/** What leads away from a question stands apart from its answers. */
const WAYS = new Set(['human', 'complaint', 'skip', 'cancel'])
const SHORT = 8

/** What agrees comes first. Where something is to be decided, a person is always among what can be pressed. */
function offeredBy(message: Message, say: Say<WidgetKey>): Button[] {
  const buttons = buttonsOf(message)
  const person = isAsking(message.content) && !buttons.some(({ id }) => id === 'human') ? [{ id: 'human', label: say('human.button') }] : []
  return [...buttons.filter(({ id }) => agrees(id)), ...buttons.filter(({ id }) => !agrees(id)), ...person]
}

const agrees = (button: string): boolean => button.startsWith('yes:')
const isAsking = (content: Content): boolean => content.kind === 'card' && (content.card === 'confirm' || content.card === 'step_up')

function choice({ id, label }: Button, { spent, chosen }: MessageRow, say: Say<WidgetKey>, chat: Chat): HTMLElement {
  const picked = id === chosen
  return h('button', {
    type: 'button', class: `choice${picked ? ' chosen' : ''}${agrees(id) ? ' agree' : ''}`, disabled: spent && !staysAlive(id),
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
  if (card.card === 'step_up') return card.text
  if (card.card !== 'answer') return card.title
  return card.title === '' ? card.text : card.title
}
