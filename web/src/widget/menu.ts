import type { Locale } from '../shared/format.ts'
import { sayer } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import { h, icon, keepingFocus, refill, type Child, type Shape } from './dom.ts'
import type { Size } from './preferences.ts'
import type { ChatState } from './state.ts'
import { words } from './words.ts'

export interface Menu {
  element: HTMLElement
  readonly isOpen: boolean
  toggle: (open: boolean) => void
  update: (state: ChatState) => void
}

const SIZES: readonly Size[] = ['standard', 'large', 'elder']
const LOCALES: Record<Locale, string> = { 'zh-CN': '中文', en: 'English' }

export function menu(chat: Chat, opener: () => HTMLButtonElement): Menu {
  const element = h('div', { class: 'menu', role: 'dialog', hidden: true, tabindex: '-1' })
  let returnFocus = false

  function toggle(open: boolean): void {
    if (open === !element.hidden) return
    element.hidden = !open
    opener().setAttribute('aria-expanded', String(open))
    if (open) element.querySelector('button')?.focus()
    else if (returnFocus) opener().focus()
    returnFocus = open
  }

  function leaving(act: () => void): () => void {
    return () => { toggle(false); act() }
  }

  element.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget instanceof Node && !element.contains(relatedTarget) && relatedTarget !== opener()) {
      returnFocus = false
      toggle(false)
    }
  })

  function choices<Value extends string>(
    name: string, values: readonly (readonly [Value, string])[], now: Value, pick: (value: Value) => void,
  ): HTMLElement {
    return h('div', { class: 'choices', role: 'group', 'aria-label': name },
      h('span', { class: 'choices-name', 'aria-hidden': 'true' }, name),
      h('span', { class: 'segments' }, ...values.map(([value, label]) => h('button', {
        type: 'button', class: 'segment', 'aria-pressed': String(value === now), 'data-value': value,
        on: { click: () => pick(value) },
      }, label))))
  }

  function items(state: ChatState): Child[] {
    const say = sayer(words, state.locale)
    const { config, session } = state
    const number = config?.brand.service_number ?? ''
    const signedIn = session !== null && session.level !== 'A0'
    const locales = (Object.keys(LOCALES) as Locale[]).filter((locale) => config?.locales.includes(locale) ?? true)
    return [
      item('requests', say('menu.requests'), leaving(() => { chat.closeLists(); chat.requests.open() })),
      signedIn && item('wishes', say('menu.wishes'), leaving(() => { chat.closeLists(); chat.wishes.open() })),
      item('complaints', say('menu.complaints'), leaving(() => { chat.closeLists(); chat.complaints.open() })),
      item('complaint', say('menu.complaint'), leaving(() => chat.choose('complaint', say('menu.complaint')))),
      item('person', say('human.button'), leaving(() => chat.choose('human', say('human.button')))),
      choices(say('menu.size'), SIZES.map((size) => [size, say(`size.${size}`)] as const), state.size, (size) => chat.setSize(size)),
      choices(say('menu.locale'), locales.map((locale) => [locale, LOCALES[locale]] as const), state.locale, (locale) => void chat.setLocale(locale)),
      item('download', say('menu.transcript'), leaving(() => void chat.papers.transcript())),
      number === '' ? null : h('a', { class: 'item', href: `tel:${number.replace(/[^\d+]/g, '')}` }, icon('phone'), h('span', {}, say('menu.phone', { number }))),
      signedIn && item('leave', session.name === null ? say('menu.signOut') : say('menu.signOut.as', { name: session.name }),
        leaving(() => void chat.signOut().catch(() => undefined))),
    ]
  }

  return {
    element,
    toggle,
    get isOpen() { return !element.hidden },
    update(state) {
      const { locale, size, config, session } = state
      element.setAttribute('aria-label', sayer(words, locale)('menu.name'))
      keepingFocus(element, () =>
        refill(element, JSON.stringify([locale, size, config?.brand, config?.locales, session]), () => items(state)))
    },
  }
}

function item(shape: Shape, label: string, act: () => void): HTMLElement {
  return h('button', { type: 'button', class: `item ${shape}`, on: { click: act } }, icon(shape), h('span', {}, label))
}
