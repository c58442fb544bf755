/** Where things stand in a chart whose half hours are equally wide. */
export interface Frame { width: number, height: number, slots: number, most: number, least?: number }

export const margin = { top: 14, end: 104, bottom: 24, start: 44 }

export function scales({ width, height, slots, most, least = 0 }: Frame) {
  const inner = { width: Math.max(1, width - margin.start - margin.end), height: height - margin.top - margin.bottom }
  const step = inner.width / Math.max(1, slots)
  const x = (place: number) => margin.start + place * step
  const part = (value: number) => (Math.min(Math.max(value, least), most) - least) / (most - least)
  const y = (value: number) => margin.top + inner.height * (1 - part(value))
  return { x, y, step, end: margin.start + inner.width, bottom: margin.top + inner.height }
}

export type Scales = ReturnType<typeof scales>

/** 0 and a few round figures that reach over `most`. */
export function ticksTo(most: number, about = 4): number[] {
  const rough = Math.max(most, 1) / about
  const size = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((times) => times * size).find((one) => one >= rough) ?? rough
  return Array.from({ length: Math.ceil(Math.max(most, 1) / step) + 1 }, (_, number) => number * step)
}

type Values = readonly (number | null)[]

/** A line through the middles of half hours; it breaks where there is nothing. */
export function line(values: Values, { x, y }: Scales): string {
  return path(values, (value, at, begins) => `${begins ? 'M' : 'L'}${round(x(at + 0.5))} ${round(y(value))}`)
}

/** Steps: what holds for a half hour holds for the whole of it. */
export function steps(values: Values, { x, y }: Scales): string {
  return path(values, (value, at, begins) => `${begins ? 'M' : 'L'}${round(x(at))} ${round(y(value))}H${round(x(at + 1))}`)
}

/** The area between two lines. */
export function band(low: Values, high: Values, scale: Scales): string {
  const back = line(low, scale).split(/[ML]/).filter(Boolean).reverse()
  return back.length > 1 ? `${line(high, scale)}L${back.join('L')}Z` : ''
}

function path(values: Values, piece: (value: number, at: number, begins: boolean) => string): string {
  return values.map((value, at) =>
    value === null ? '' : piece(value, at, at === 0 || (values[at - 1] ?? null) === null)).join('')
}

const round = (figure: number): number => Math.round(figure * 10) / 10

export interface Label { y: number, text: string, look: string }

/** Labels keep their order and never lie on one another. */
export function apart(labels: readonly Label[], { gap = 15, bottom = Infinity } = {}): Label[] {
  const found: Label[] = []
  for (const label of [...labels].sort((one, other) => one.y - other.y)) {
    found.push({ ...label, y: Math.max(label.y, (found.at(-1)?.y ?? -Infinity) + gap) })
  }
  let below = bottom
  for (const label of [...found].reverse()) {
    label.y = Math.min(label.y, below)
    below = label.y - gap
  }
  return found
}

/** The last figure there is, where a line ends. */
export const lastOf = (values: Values): number | null => [...values].reverse().find((value) => value !== null) ?? null

/** The half hour under the pointer. */
export function slotAt(px: number, { x, step }: Scales, slots: number): number {
  return Math.min(slots - 1, Math.max(0, Math.floor((px - x(0)) / step)))
}
