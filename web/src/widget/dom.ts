export type Child = Node | string | null | false

type Attribute = string | number | boolean | null | undefined

interface Props {
  class?: string
  on?: Partial<{ [K in keyof HTMLElementEventMap]: (event: HTMLElementEventMap[K]) => void }>
  [attribute: `aria-${string}` | `data-${string}`]: string | undefined
  [attribute: string]: Attribute | object
}

/** An element with attributes, listeners and children. Text stays text. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K, props: Props = {}, ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  const { class: className, on = {}, ...attributes } = props
  if (className) element.className = className
  for (const [name, value] of Object.entries(attributes) as [string, Attribute][]) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true ? '' : `${value}`)
  }
  for (const [event, listener] of Object.entries(on)) element.addEventListener(event, listener as EventListener)
  element.append(...children.filter((child) => child !== null && child !== false))
  return element
}

const SHAPES = {
  bridge: 'M3 17h18M6 17v-4m12 4v-4M3 13c3-6.5 15-6.5 18 0',
  person: 'M4 13a8 8 0 0 1 16 0v4a2 2 0 0 1-2 2h-1v-6h3M4 13v4a2 2 0 0 0 2 2h1v-6H4m14 6c0 2-2 3-5 3',
  more: 'M12 6h.01M12 12h.01M12 18h.01',
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9l6 6 6-6',
  send: 'M12 19V5m-6 6 6-6 6 6',
  chat: 'M4 6a2 2 0 0 1 2-2h12a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2h-7l-4 4v-4H6a2 2 0 0 1-2-2zM8 9h8M8 13h5',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  checks: 'M2 12.5l4.5 4.5L15 8.5M11.5 16l1 1L22 7.5',
  clock: 'M12 7v5l3 2M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
  alert: 'M12 8v5m0 3h.01M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18',
  complaint: 'M5 21V4h13l-3 4.5 3 4.5H5',
  complaints: 'M5 21V4h13l-3 4.5 3 4.5H5M9 8.5h3',
  download: 'M12 4v11m-5-5 5 5 5-5M5 20h14',
  phone: 'M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a1 1 0 0 1-1 1A16 16 0 0 1 4 5a1 1 0 0 1 1-1',
  leave: 'M14 4H6v16h8m-3-8h10m-4-4 4 4-4 4',
  arrow: 'M9 6l6 6-6 6',
  back: 'M15 6l-6 6 6 6',
  clip: 'M20 11.5l-8 8a5 5 0 0 1-7-7l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8L10 17.1a1.8 1.8 0 0 1-2.6-2.6l7.6-7.5',
  file: 'M6 3h8l4 4v14H6zM14 3v4h4',
  copy: 'M9 9h10v11H9zM5 15V4h10',
  wishes: 'M4 8h9m5 0h2M4 16h2m5 0h9M13 8a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0M6 16a2.5 2.5 0 1 0 5 0 2.5 2.5 0 1 0-5 0',
  requests: 'M7 4h10v16l-5-3-5 3zM10 8h4m-4 4h4',
} as const

export type Shape = keyof typeof SHAPES

export function icon(shape: Shape): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('aria-hidden', 'true')
  svg.setAttribute('class', `icon icon-${shape}`)
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  path.setAttribute('d', SHAPES[shape])
  svg.append(path)
  return svg
}

/** Replace the children only when what they show changed; `signature` says what they show. */
export function refill(element: HTMLElement, signature: string, children: () => Child[]): void {
  if (element.dataset['shown'] === signature) return
  element.dataset['shown'] = signature
  element.replaceChildren(...children().filter((child) => child !== null && child !== false))
}

/** Redraw and leave the keyboard where it was: what takes the focus carries a `data-value` of its own. */
export function keepingFocus(element: HTMLElement, redraw: () => void): void {
  const root = element.getRootNode()
  const active = root instanceof ShadowRoot ? root.activeElement : document.activeElement
  const held = active instanceof HTMLElement && element.contains(active) ? active.dataset['value'] : undefined
  redraw()
  if (held !== undefined && active?.isConnected === false) element.querySelector<HTMLElement>(`[data-value="${held}"]`)?.focus()
}
