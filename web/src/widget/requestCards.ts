import type { DocumentOffer, Line, ReceiptContent, RequestCard } from '../shared/protocol.ts'
import { renderMarkdown } from '../shared/markdown.ts'
import type { Say } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import { h, icon, type Child } from './dom.ts'
import { stepper } from './progress.ts'
import type { WidgetKey } from './words.ts'

const COPIED_SHOWN_MS = 2_000

/** What a card of a request says. What can be pressed stands under it, as under every message. */
export function requestNodes(card: RequestCard, say: Say<WidgetKey>, chat: Chat): Child[] {
  switch (card.card) {
    case 'facts': return [
      h('p', { class: 'card-title' }, card.title), lineList(card.lines),
      card.note !== null && h('div', { class: 'card-note' }, renderMarkdown(card.note)),
    ]
    case 'confirm': return [
      h('p', { class: 'card-title' }, card.title), lineList(card.lines),
      h('div', { class: 'consent' }, h('p', { class: 'consent-name' }, say('confirm.consent')), renderMarkdown(card.consent)),
    ]
    case 'step_up': return [h('p', { class: 'card-title' }, say('proof.title')), renderMarkdown(card.text)]
    case 'receipt': return receiptNodes(card, say, chat)
  }
}

function receiptNodes(card: ReceiptContent, say: Say<WidgetKey>, chat: Chat): Child[] {
  return [
    h('p', { class: 'card-title' }, card.title),
    numberLine(card.number, say),
    stepper(card.state, say),
    renderMarkdown(card.text),
    card.within !== '' && h('p', { class: 'card-note' }, card.within),
    card.document && receiptDocument(card.document, say, chat),
  ]
}

export function lineList(lines: readonly Line[]): HTMLElement {
  return h('dl', { class: 'lines' }, ...lines.map(({ label, value }) =>
    h('div', {}, h('dt', {}, label), h('dd', {}, value))))
}

/** The number, to be copied by a press; where the browser does not let us, it is marked for the finger to copy. */
export function numberLine(number: string, say: Say<WidgetKey>, name: WidgetKey = 'receipt.number'): HTMLElement {
  const shown = h('b', { class: 'number' }, number)
  const word = h('span', { 'aria-hidden': 'true' }, say('receipt.copy'))
  const told = h('span', { class: 'hushed', role: 'status' })
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(number)
    } catch {
      getSelection()?.selectAllChildren(shown)
      return
    }
    word.textContent = told.textContent = say('receipt.copied')
    setTimeout(() => { word.textContent = say('receipt.copy') }, COPIED_SHOWN_MS)
  }
  return h('p', { class: 'number-line' }, h('span', { class: 'number-name' }, say(name)), shown,
    h('button', {
      type: 'button', class: 'quiet copy', 'data-value': 'copy', 'aria-label': say('receipt.copy.name', { number }),
      on: { click: () => void copy() },
    }, icon('copy'), word), told)
}

export const receiptDocument = (document: DocumentOffer, say: Say<WidgetKey>, chat: Chat): HTMLElement =>
  downloadButton(document, say, () => chat.papers.document(document))

export function downloadButton(
  { name }: DocumentOffer, say: Say<WidgetKey>, fetched: () => Promise<void>,
): HTMLElement {
  const button = h('button', {
    type: 'button', class: 'quiet download', 'data-value': 'download',
    on: {
      click: () => {
        button.disabled = true
        label.textContent = say('receipt.downloading')
        void fetched().finally(() => {
          button.disabled = false
          label.textContent = say('receipt.download', { name })
        })
      },
    },
  }, icon('download'))
  const label = h('span', {}, say('receipt.download', { name }))
  button.append(label)
  return button
}
