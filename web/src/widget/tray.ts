import { sizeName } from '../shared/format.ts'
import { refusalSentence } from '../shared/refusals.ts'
import { sayer, type Say } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import { h, icon, keepingFocus } from './dom.ts'
import type { ChatState, Upload } from './state.ts'
import { AT_ONCE, mayGoAgain } from './uploads.ts'
import { words, type WidgetKey } from './words.ts'

export interface Tray { element: HTMLElement, update: (state: ChatState) => void }

/** What she chose and has not sent: how it looks, what is taken, and how far each has come. */
export function tray(chat: Chat): Tray {
  const element = h('section', { class: 'tray', hidden: true })
  let shown: readonly unknown[] = []

  return {
    element,
    update({ uploads, locale, config }) {
      element.hidden = uploads.length === 0
      if (shown[0] === uploads && shown[1] === locale) return
      shown = [uploads, locale]
      const say = sayer(words, locale)
      const chosen = uploads.filter(({ at, refusal }) => at === 'chosen' && refusal === null).length
      element.setAttribute('aria-label', say('files.name'))
      keepingFocus(element, () => element.replaceChildren(
        h('p', { class: 'tray-limits' }, say('files.limits', { size: sizeName(config?.files?.max_bytes ?? 0), count: AT_ONCE })),
        h('ul', {}, ...uploads.map((upload) => line(upload, locale, say, chat))),
        ...(chosen === 0 ? [] : [h('button', {
          type: 'button', class: 'primary tray-send', 'data-value': 'send', on: { click: () => chat.uploads.send() },
        }, say('files.send', { count: chosen }))])))
    },
  }
}

function line(upload: Upload, locale: ChatState['locale'], say: Say<WidgetKey>, chat: Chat): HTMLElement {
  const { id, name, size, at, share, preview, refusal } = upload
  const percent = Math.round(share * 100)
  return h('li', { class: refusal ? 'upload refused' : 'upload' },
    preview ? h('img', { class: 'thumb', src: preview, alt: '' }) : h('span', { class: 'thumb' }, icon('file')),
    h('div', { class: 'upload-words' },
      h('bdi', { class: 'upload-name' }, name),
      refusal
        ? h('p', { class: 'upload-state', role: 'alert' }, refusalSentence(refusal, locale))
        : h('p', { class: 'upload-state' }, at === 'rising' ? say('files.rising', { share: percent }) : at === 'waiting' ? say('files.waiting') : sizeName(size)),
      at === 'rising' ? h('progress', { max: 100, value: percent, 'aria-label': name }) : null),
    mayGoAgain(upload)
      ? h('button', {
          type: 'button', class: 'quiet', 'aria-label': say('files.again', { name }), 'data-value': `again ${id}`,
          on: { click: () => chat.uploads.again(id) },
        }, say('files.again.short'))
      : null,
    h('button', {
      type: 'button', class: 'icon-button', 'aria-label': say(at === 'rising' ? 'files.cancel' : 'files.remove', { name }),
      'data-value': `remove ${id}`, on: { click: () => chat.uploads.remove(id) },
    }, icon('close')))
}
