const NEAR_END_PX = 80
const NEAR_START_PX = 120
const ABOVE_PX = 12

/** Keeps the reader's place: at the end it follows, anywhere else it stays and a button says there is more. */
export class Scrolling {
  private readonly scroller: HTMLElement
  private readonly below: HTMLElement
  private first: number | undefined
  private newest: string | undefined
  private following = true
  private empty = true
  /** Where a long message was put to be read from its beginning, until the reader moves on. */
  private parkedAt: number | null = null

  constructor(scroller: HTMLElement, below: HTMLElement, onStart: () => void) {
    this.scroller = scroller
    this.below = below
    scroller.addEventListener('scroll', () => {
      if (scroller.scrollTop !== this.parkedAt) {
        this.parkedAt = null
        this.following = this.fromEnd() < NEAR_END_PX
      }
      if (this.following) below.hidden = true
      if (scroller.scrollTop < NEAR_START_PX) onStart()
    }, { passive: true })
    below.addEventListener('click', () => this.toEnd())
    // A keyboard sliding in, a bar or a card appearing: whoever reads the end still reads the end.
    if ('ResizeObserver' in window) new ResizeObserver(() => { if (this.following) this.toEnd() }).observe(scroller)
  }

  /** Draw, then put the reader back where she was. `draw` gives the newest row. */
  around(
    first: number | undefined, newest: { key: string, own: boolean } | null, draw: () => HTMLElement | null,
  ): void {
    const height = this.scroller.scrollHeight
    const top = this.scroller.scrollTop
    const nearEnd = this.fromEnd() < NEAR_END_PX
    const last = draw()
    const grewAbove = this.first !== undefined && first !== undefined && first < this.first
    const isNew = newest !== null && newest.key !== this.newest
    const isNews = isNew && !newest.own && this.newest !== undefined
    this.first = first
    this.newest = newest?.key
    this.empty = newest === null
    if (this.following || (isNew && (newest.own || nearEnd))) {
      this.toEnd()
      if (isNews && last) this.toStartOf(last)
    } else if (grewAbove) this.scroller.scrollTop = top + this.scroller.scrollHeight - height
    else if (isNew) this.below.hidden = false
  }

  /** Before anything is said there is only the welcome, and that is read from its beginning. */
  toEnd(): void {
    this.following = true
    this.parkedAt = null
    this.below.hidden = true
    if (!this.empty) this.scroller.scrollTop = this.scroller.scrollHeight
  }

  /** What is taller than the window is read from its beginning. */
  private toStartOf(row: HTMLElement): void {
    const hidden = this.scroller.getBoundingClientRect().top - row.getBoundingClientRect().top
    if (hidden <= 0) return
    this.scroller.scrollTop -= hidden + ABOVE_PX
    this.parkedAt = this.scroller.scrollTop
    this.following = false
    this.below.hidden = this.fromEnd() < NEAR_END_PX
  }

  /** Something in the conversation grew under the reader's hand. */
  settle(): void {
    if (this.following) this.toEnd()
  }

  private fromEnd(): number {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight
  }
}
