import { plainLine } from '../shared/markdown.ts'
import { sayer } from '../shared/words.ts'
import { plainContent } from './bubble.ts'
import { h, icon, refill } from './dom.ts'
import { unreadOf } from './rows.ts'
import type { ChatState } from './state.ts'
import { words } from './words.ts'

const MANY = 99
const PREVIEW_CHARS = 80

export interface Launcher {
  element: HTMLElement
  button: HTMLButtonElement
  update: (state: ChatState, open: boolean) => void
}

/** The round button on the lender's page, with what the customer has not seen yet. */
export function launcher(onOpen: () => void): Launcher {
  const badge = h('span', { class: 'badge', 'aria-hidden': 'true' })
  const button = h('button', { class: 'launcher', type: 'button', on: { click: onOpen } }, icon('chat'), badge)
  const preview = h('div', { class: 'preview', hidden: true })
  const element = h('div', { class: 'launcher-area' }, preview, button)
  let dismissed: string | null = null

  return {
    element,
    button,
    update(state, open) {
      const say = sayer(words, state.locale)
      const { count, newest } = unreadOf(state)
      element.hidden = open
      badge.hidden = count === 0
      badge.textContent = count > MANY ? `${MANY}+` : String(count)
      button.setAttribute('aria-label', count === 0 ? say('chat.open') : `${say('chat.open')}，${say('chat.unread', { count })}`)
      preview.hidden = newest === null || newest.id === dismissed
      if (!newest) return
      refill(preview, `${state.locale}${newest.id}`, () => [
        h('button', { class: 'preview-text', type: 'button', on: { click: onOpen } },
          h('span', { class: 'preview-who' }, authorName(state, newest.author)),
          h('span', {}, plainLine(plainContent(newest)).slice(0, PREVIEW_CHARS))),
        h('button', {
          class: 'icon-button', type: 'button', 'aria-label': say('chat.dismiss'),
          on: { click: () => { dismissed = newest.id; preview.hidden = true } },
        }, icon('close')),
      ])
    },
  }
}

function authorName({ config }: ChatState, author: { kind: string, name: string | null }): string {
  if (author.kind === 'bot') return config?.texts.robot_label ?? ''
  return author.name ?? config?.brand.name ?? ''
}
