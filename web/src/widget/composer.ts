import { sayer } from '../shared/words.ts'
import { attach } from './attach.ts'
import type { Chat } from './chat.ts'
import { h, icon } from './dom.ts'
import { codeIn } from './proofs.ts'
import type { ChatState } from './state.ts'
import { tray } from './tray.ts'
import { words } from './words.ts'

const COUNT_FROM = 0.8
const TYPING_EVERY_MS = 3_000
const TALLEST_PX = 168

export interface Composer { element: HTMLElement, focus: () => void, update: (state: ChatState) => void }

/** Where the customer writes. Never acts on a key while an input method is composing. */
export function composer(chat: Chat): Composer {
  const input = h('textarea', { class: 'input', rows: '1', enterkeyhint: 'send', autocomplete: 'off' })
  const send = h('button', { class: 'send', type: 'submit' }, icon('send'))
  const counter = h('p', { class: 'counter', role: 'status' })
  const hint = h('p', { class: 'hushed', id: 'composer-hint' })
  input.setAttribute('aria-describedby', hint.id)
  const caught = h('div', { class: 'caught', role: 'alert', hidden: true })
  const clip = attach(chat)
  const chosen = tray(chat)
  const element = h('form', { class: 'composer' },
    caught, chosen.element, counter, h('div', { class: 'composer-line' }, clip.element, input, send), hint)
  let limit = Infinity
  let locale: ChatState['locale'] = 'zh-CN'
  let typingTold = 0
  let composing = false

  function tellTyping(on: boolean): void {
    const now = Date.now()
    if (on === (now - typingTold < TYPING_EVERY_MS)) return
    if (!on && typingTold === 0) return
    typingTold = on ? now : 0
    chat.typing(on)
  }

  function measure(): void {
    const say = sayer(words, locale)
    const length = lengthOf(input.value)
    const left = limit - length
    counter.textContent = left < 0
      ? say('composer.over', { over: -left })
      : length >= limit * COUNT_FROM ? say('composer.left', { left }) : ''
    counter.classList.toggle('over', left < 0)
    input.setAttribute('aria-invalid', String(left < 0))
    send.disabled = input.value.trim() === '' || left < 0
    input.style.height = 'auto'
    input.style.height = `${Math.min(input.scrollHeight, TALLEST_PX)}px`
  }

  function submit(): void {
    const text = input.value.trim()
    if (text === '' || lengthOf(text) > limit || catchCode(text)) return
    chat.say(text)
    clear()
  }

  function clear(): void {
    input.value = ''
    caught.hidden = true
    tellTyping(false)
    measure()
  }

  /** A one-time code is never said in the conversation: while a card waits for one, it is offered to the card. */
  function catchCode(text: string): boolean {
    const code = codeIn(text)
    const message = code === null ? null : chat.proofs.waitingForCode()
    if (code === null || message === null) return false
    const say = sayer(words, locale)
    const button = (label: string, className: string, act: () => void) =>
      h('button', { type: 'button', class: className, on: { click: act } }, label)
    caught.replaceChildren(
      h('p', {}, say('proof.chat')),
      button(say('proof.chat.fill'), 'primary', () => { clear(); chat.proofs.fill(message, code) }),
      button(say('proof.chat.keep'), 'quiet', () => { caught.hidden = true; input.focus() }))
    caught.hidden = false
    caught.querySelector('button')?.focus()
    return true
  }

  input.addEventListener('compositionstart', () => { composing = true })
  // Safari ends the composition before it reports the Enter that ended it.
  input.addEventListener('compositionend', () => setTimeout(() => { composing = false }, 0))
  input.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || composing || event.isComposing) return
    event.preventDefault()
    submit()
  })
  input.addEventListener('input', () => { measure(); if (input.value.trim() !== '') tellTyping(true) })
  input.addEventListener('blur', () => tellTyping(false))
  element.addEventListener('submit', (event) => { event.preventDefault(); submit(); if (caught.hidden) input.focus() })

  return {
    element,
    focus: () => input.focus(),
    update(state) {
      const say = sayer(words, state.locale)
      limit = state.config?.max_text ?? Infinity
      locale = state.locale
      input.placeholder = say('composer.name')
      input.setAttribute('aria-label', say('composer.name'))
      send.setAttribute('aria-label', say('composer.send'))
      hint.textContent = say('composer.hint')
      if (!caught.hidden && chat.proofs.waitingForCode() === null) caught.hidden = true
      clip.update(state)
      chosen.update(state)
      element.classList.toggle('unready', state.config === null)
      measure()
    },
  }
}

/** Characters as people and the server count them, not UTF-16 halves. */
function lengthOf(text: string): number {
  return Array.from(text.trim()).length
}
