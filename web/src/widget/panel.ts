import { sayer } from '../shared/words.ts'
import { takeFiles } from './attach.ts'
import type { Chat } from './chat.ts'
import { complaintList } from './complaintList.ts'
import { composer } from './composer.ts'
import { h, icon, refill } from './dom.ts'
import { header } from './header.ts'
import { Log } from './log.ts'
import { menu } from './menu.ts'
import { requestList } from './requestList.ts'
import type { ChatState } from './state.ts'
import { wishList } from './wishList.ts'
import { words } from './words.ts'

const RECONNECT_SHOWN_MS = 1_500

export interface Panel {
  element: HTMLElement
  update: (state: ChatState) => void
  /** Focus where the customer goes on: the text on a desk, the window itself on a phone. */
  enter: () => void
  /** True when the key has had its meaning here (the menu or the list closed). */
  escape: () => boolean
}

/** The chat window: header, bars, conversation, composer. */
export function panel(chat: Chat, options: { page: boolean, onClose: () => void }): Panel {
  const bar = h('p', { class: 'bar', role: 'status' })
  const word = h('p', { class: 'bar word', role: 'status' })
  const trouble = h('div', { class: 'trouble', role: 'alert' })
  const starting = h('div', { class: 'starting', role: 'status' })
  const log = new Log(chat, () => writing.focus())
  const writing = composer(chat)
  const own = requestList(chat, () => top.menuButton)
  const wishes = wishList(chat, () => top.menuButton)
  const complaints = complaintList(chat, () => top.menuButton)
  const top = header(chat, { ...options, onMenu: () => services.toggle(!services.isOpen) })
  const services = menu(chat, () => top.menuButton)
  const element = h(options.page ? 'main' : 'section', { class: 'panel', tabindex: '-1' },
    top.element, services.element, bar, word, trouble, starting,
    own.element, wishes.element, complaints.element, log.element, writing.element)
  if (!options.page) element.setAttribute('role', 'dialog')
  takeFiles(chat, element)
  let lostAt: number | null = null

  function showBar(state: ChatState): void {
    const lost = state.welcomed && state.link !== 'open' && state.link !== 'idle'
    if (!lost) lostAt = null
    else if (lostAt === null) {
      lostAt = Date.now()
      setTimeout(() => showBar(chat.store.state), RECONNECT_SHOWN_MS)
    }
    const say = sayer(words, state.locale)
    const offline = state.link === 'offline'
    const long = lostAt !== null && Date.now() - lostAt >= RECONNECT_SHOWN_MS
    bar.textContent = lost && (offline || long) ? say(offline ? 'link.offline' : 'link.waiting') : ''
  }

  function showFaces(state: ChatState): void {
    const say = sayer(words, state.locale)
    const failed = state.trouble !== null && !state.welcomed
    element.dataset['face'] = failed ? 'trouble' : state.welcomed ? 'full' : 'starting'
    refill(starting, `${state.locale}${state.welcomed}${failed}`, () => state.welcomed || failed
      ? []
      : [h('span', { class: 'hushed' }, say('chat.starting')), h('i'), h('i'), h('i')])
    const number = state.config?.brand.service_number ?? chat.knownNumber
    refill(trouble, `${state.locale}${failed}${number ?? ''}`, () => failed
      ? [
          icon('alert'),
          h('p', {}, say('chat.failed')),
          number ? h('p', {}, say('chat.call', { number })) : null,
          h('button', { type: 'button', class: 'primary', on: { click: () => void chat.begin() } }, say('chat.retry')),
        ]
      : [])
  }

  return {
    element,
    update(state) {
      const say = sayer(words, state.locale)
      element.setAttribute('aria-label', state.config?.brand.name ?? say('chat.name'))
      top.update(state)
      services.update(state)
      showBar(state)
      showFaces(state)
      word.textContent = state.word ?? ''
      element.dataset['view'] = state.requests ?? state.wishes ?? state.complaints ? 'requests' : 'chat'
      own.update(state, say)
      wishes.update(state, say)
      complaints.update(state, say)
      log.update(state)
      writing.update(state)
    },
    enter() {
      log.reveal()
      if (window.matchMedia('(pointer: coarse)').matches) element.focus({ preventScroll: true })
      else writing.focus()
    },
    escape() {
      if (services.isOpen) services.toggle(false)
      else if (chat.store.state.requests) chat.requests.back()
      else if (chat.store.state.wishes) chat.wishes.close()
      else if (chat.store.state.complaints) chat.complaints.back()
      else return false
      return true
    },
  }
}
