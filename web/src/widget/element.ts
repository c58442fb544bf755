import type { Chat } from './chat.ts'
import { h } from './dom.ts'
import { launcher } from './launcher.ts'
import { panel } from './panel.ts'
import { adoptStyles } from './styles.ts'

export type Mode = 'widget' | 'page'

/** `<qiao-chat>`: everything lives in its shadow root, untouched by the styles of the host page. */
export class QiaoChat extends HTMLElement {
  private readonly chat: Chat
  private readonly mode: Mode
  private open = false
  private show: (open: boolean) => void = () => undefined

  constructor(chat: Chat, mode: Mode) {
    super()
    this.chat = chat
    this.mode = mode
    const root = this.attachShadow({ mode: 'open' })
    adoptStyles(root)
    this.dataset['mode'] = mode
    this.build(root)
    this.fitKeyboard()
    document.addEventListener('visibilitychange', () => this.watch())
  }

  connectedCallback(): void {
    if (this.mode === 'page' || this.open) this.openChat()
    else if (this.chat.session.isHeld) void this.chat.begin() // to show what came while she was away
  }

  disconnectedCallback(): void {
    this.chat.rest()
  }

  openChat(): void {
    this.show(true)
    void this.chat.begin()
  }

  closeChat(): void {
    if (this.mode === 'widget') this.show(false)
  }

  private build(root: ShadowRoot): void {
    const page = this.mode === 'page'
    const window_ = panel(this.chat, { page, onClose: () => this.closeChat() })
    const bubble = launcher(() => this.openChat())
    const frame = h('div', { class: 'root' }, window_.element, page ? null : bubble.element)
    root.append(frame)
    window_.element.hidden = true

    this.show = (open) => {
      const was = this.open
      this.open = open
      this.toggleAttribute('open', open)
      window_.element.hidden = !open
      bubble.update(this.chat.store.state, open)
      this.watch()
      if (open && !was) window_.enter()
      else if (!open && was) bubble.button.focus()
    }
    root.addEventListener('keydown', (event) => {
      if (!(event instanceof KeyboardEvent) || event.key !== 'Escape' || event.isComposing) return
      if (window_.escape()) event.stopPropagation()
      else this.closeChat()
    })
    this.chat.store.subscribe((state) => {
      this.dataset['size'] = state.size
      frame.lang = state.locale
      window_.update(state)
      if (!page) bubble.update(state, this.open)
      else if (state.config) document.title = state.config.brand.name
      if (page) document.documentElement.lang = state.locale
    })
  }

  private watch(): void {
    this.chat.watch(this.open && document.visibilityState === 'visible')
  }

  /** Where the keyboard covers the page instead of shrinking it, the window ends above the keyboard. */
  private fitKeyboard(): void {
    const view = window.visualViewport
    if (!view) return
    const fit = () => this.style.setProperty('--view', `${Math.round(view.height)}px`)
    view.addEventListener('resize', fit)
    fit()
  }
}
