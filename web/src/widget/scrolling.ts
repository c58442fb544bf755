const NEAR_END_PX = 80
const NEAR_START_PX = 120

/** Keeps the reader's place: at the end it follows, anywhere else it stays and a button says there is more. */
export class Scrolling {
  private readonly scroller: HTMLElement
  private readonly below: HTMLElement
  private first: number | undefined
  private newest: string | undefined
  private following = true

  constructor(scroller: HTMLElement, below: HTMLElement, onStart: () => void) {
    this.scroller = scroller
    this.below = below
    scroller.addEventListener('scroll', () => {
      this.following = this.fromEnd() < NEAR_END_PX
      if (this.following) below.hidden = true
      if (scroller.scrollTop < NEAR_START_PX) onStart()
    }, { passive: true })
    below.addEventListener('click', () => this.toEnd())
    // A keyboard sliding in, a bar or a card appearing: whoever reads the end still reads the end.
    if ('ResizeObserver' in window) new ResizeObserver(() => { if (this.following) this.toEnd() }).observe(scroller)
  }

  /** Draw, then put the reader back where she was. */
  around(first: number | undefined, newest: { key: string, own: boolean } | null, draw: () => void): void {
    const height = this.scroller.scrollHeight
    const top = this.scroller.scrollTop
    draw()
    const grewAbove = this.first !== undefined && first !== undefined && first < this.first
    const isNew = newest !== null && newest.key !== this.newest
    this.first = first
    this.newest = newest?.key
    if (this.following || (isNew && newest.own)) this.toEnd()
    else if (grewAbove) this.scroller.scrollTop = top + this.scroller.scrollHeight - height
    else if (isNew) this.below.hidden = false
  }

  toEnd(): void {
    this.following = true
    this.below.hidden = true
    this.scroller.scrollTop = this.scroller.scrollHeight
  }

  /** Something in the conversation grew under the reader's hand. */
  settle(): void {
    if (this.following) this.toEnd()
  }

  private fromEnd(): number {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight
  }
}
