import { waitName } from '../shared/format.ts'
import { sayer, type Say } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import { h, icon, refill } from './dom.ts'
import type { ChatState } from './state.ts'
import { words, type WidgetKey } from './words.ts'

export interface Header { element: HTMLElement, menuButton: HTMLButtonElement, update: (state: ChatState) => void }

/** Who speaks, the way to a person, and the menu: the same three things in every state. */
export function header(chat: Chat, options: { page: boolean, onMenu: () => void, onClose: () => void }): Header {
  const title = h(options.page ? 'h1' : 'h2', { class: 'who-name' })
  const state = h('p', { class: 'who-state' })
  const ask = () => { if (human.ariaDisabled !== 'true') chat.choose('human', human.dataset['label'] ?? '') }
  const human: HTMLButtonElement = h('button', { class: 'human', type: 'button', on: { click: ask } })
  const menuButton = h('button', {
    class: 'icon-button', type: 'button', 'aria-expanded': 'false', 'aria-haspopup': 'dialog', on: { click: options.onMenu },
  }, icon('more'))
  const close = h('button', { class: 'icon-button', type: 'button', on: { click: options.onClose } }, icon('close'))
  const element = h('header', { class: 'header' },
    h('span', { class: 'mark' }, icon('bridge')),
    h('div', { class: 'who' }, title, state),
    human, menuButton, options.page ? null : close)

  return {
    element,
    menuButton,
    update(chatState) {
      const say = sayer(words, chatState.locale)
      const who = speaker(chatState, say)
      title.textContent = who.name
      state.textContent = who.state
      element.dataset['speaker'] = who.kind
      menuButton.setAttribute('aria-label', say('menu.open'))
      close.setAttribute('aria-label', say('chat.close'))
      showHuman(human, chatState, say)
    },
  }
}

function speaker({ config, stream }: ChatState, say: Say<WidgetKey>): { kind: string, name: string, state: string } {
  const { kind = 'bot', name = null } = stream.conversation?.owner ?? {}
  switch (kind) {
    case 'agent': {
      const label = config?.texts.human_label ?? ''
      return { kind, name: name ?? label, state: name === null ? '' : say('who.agent.state') }
    }
    case 'nobody':
      return { kind, name: say('who.waiting'), state: say('who.waiting.state') }
    case 'bot':
      return {
        kind,
        name: config?.texts.robot_label ?? say('chat.name'),
        state: stream.conversation?.queue ? say('who.bot.queued') : config?.brand.name ?? '',
      }
  }
}

function showHuman(button: HTMLButtonElement, state: ChatState, say: Say<WidgetKey>): void {
  const serving = state.stream.conversation?.owner.kind === 'agent'
  const label = serving ? say('human.serving') : say('human.button')
  const condition = serving ? '' : humanCondition(state, say)
  button.dataset['label'] = label
  // Not `disabled`: whoever pressed it by keyboard would lose her place when a person comes.
  button.setAttribute('aria-disabled', String(serving))
  button.setAttribute('aria-label', serving ? label : say('human.name', { state: condition }))
  refill(button, `${label}|${condition}`, () => [
    icon('person'),
    h('span', { class: 'human-words' }, h('span', { class: 'human-label' }, label),
      condition === '' ? null : h('span', { class: 'human-state' }, condition)),
  ])
}

export function humanCondition({ config, stream, locale }: ChatState, say: Say<WidgetKey>): string {
  const queue = stream.conversation?.queue
  if (queue && queue.place !== null) return say('human.queued', { place: queue.place })
  if (queue && queue.wait_s !== null) return waitName(queue.wait_s, locale)
  if (queue && stream.conversation.owner.kind === 'nobody') return say('human.waiting')
  if (!config) return ''
  return config.human.open ? say('human.open') : say('human.closed', { hours: config.human.hours })
}
