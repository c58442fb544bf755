import type { CommandFigure, CommandMoment, Place, Stage, TouchCount } from '../../../api/command.ts'
import type { Both } from '../../../api/wire.ts'
import type { Locale } from '../../../../shared/format.ts'
import { fieldOf } from '../../../live/promised.ts'

const units = { 'zh-CN': ['天', '小时', '分', '秒'], en: ['d', 'h', 'min', 's'] } as const
const sizes = [86_400, 3_600, 60, 1]

/** 0.4 秒, 2 分 30 秒, 3 小时 5 分: the two largest units. */
export function spanWords(seconds: number, locale: Locale): string {
  if (seconds < 10) return `${seconds.toFixed(1)} ${units[locale][3]}`
  let rest = Math.round(seconds)
  const counts = sizes.map((size, place) => {
    const count = Math.floor(rest / size)
    rest -= count * size
    return { count, said: `${count} ${units[locale][place] ?? ''}` }
  })
  const first = counts.findIndex(({ count }) => count > 0)
  return counts.slice(first, first + 2).filter(({ count }) => count > 0).map(({ said }) => said).join(' ')
}

/** What a figure says; nothing where there is nothing to say. */
export function figureWords({ unit, value }: CommandFigure, locale: Locale): string | null {
  if (value === null) return null
  if (unit === 'seconds') return spanWords(value, locale)
  return unit === 'share' ? `${Math.round(value * 100)}%` : value.toLocaleString('en')
}

/** 07-21 03:05:09, in Beijing. */
export function clockWords(at: string): string {
  const ms = Date.parse(at)
  return `${fieldOf(ms).slice(5).replace('T', ' ')}:${String(Math.floor(ms / 1000) % 60).padStart(2, '0')}`
}

export type Shading = 'needs' | 'affected'
export const countOf = (place: Place, shading: Shading): number | null => place[shading]

/** 0 for nothing, then 1 to 5 by the share of the largest. */
export function depth(count: number | null, most: number): number {
  return count && most > 0 ? Math.max(1, Math.ceil(count / most * 5)) : 0
}

/** The provinces that matter, those with most needs first. */
export const mattering = (places: readonly Place[]): Place[] => places
  .filter(({ is_in, needs }) => is_in || needs > 0)
  .sort((one, other) => other.needs - one.needs
    || Number(other.is_in) - Number(one.is_in) || one.code.localeCompare(other.code))

/** The widths of bars, in percent of the longest. */
export function widths(stages: readonly Stage[]): number[] {
  const most = Math.max(1, ...stages.map(({ count }) => count))
  return stages.map(({ count }) => count / most * 100)
}

export interface ChannelTouches { channel: string, name: Both, counts: TouchCount[] }

/** One line for each channel. */
export function byChannel(touches: readonly TouchCount[]): ChannelTouches[] {
  const found = new Map<string, ChannelTouches>()
  for (const one of touches) {
    const line = found.get(one.channel) ?? { channel: one.channel, name: one.channel_name, counts: [] }
    line.counts.push(one)
    found.set(one.channel, line)
  }
  return [...found.values()]
}

/** What came of customers and the lender, rather than of whoever commands. */
export const isOfCustomers = ({ what }: CommandMoment): boolean => /^(first|last|holds)_/.test(what)
