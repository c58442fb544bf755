export type Locale = 'zh-CN' | 'en'

const HOUR_S = 3600
const MINUTE_S = 60

export function timeOfDay(at: string | Date, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at))
}

/** 今天, 昨天, then 11月22日 周日, with the year where it is another one. */
export function dayName(at: string | Date, locale: Locale, now = new Date()): string {
  const day = new Date(at)
  const age = Math.round((midnight(now) - midnight(day)) / 86_400_000)
  if (age === 0 || age === 1) {
    const name = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-age, 'day')
    return name.charAt(0).toUpperCase() + name.slice(1)
  }
  const format = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, options).format(day)
  const year: Intl.DateTimeFormatOptions = day.getFullYear() === now.getFullYear() ? {} : { year: 'numeric' }
  const date = format({ ...year, month: locale === 'en' ? 'short' : 'long', day: 'numeric' })
  const weekday = format({ weekday: 'short' })
  return locale === 'en' ? `${weekday}, ${date}` : `${date} ${weekday}`
}

/** A day of the calendar, as 2026-12-03: 12月3日, with the year where it is another one. */
export function dateName(on: string, locale: Locale, now = new Date()): string {
  const year: Intl.DateTimeFormatOptions = on.startsWith(`${now.getFullYear()}-`) ? {} : { year: 'numeric' }
  return new Intl.DateTimeFormat(locale, { ...year, month: 'long', day: 'numeric', timeZone: 'UTC' }).format(new Date(on))
}

export const sameDay = (one: string, other: string): boolean => one !== '' && midnight(new Date(one)) === midnight(new Date(other))

export function waitName(seconds: number, locale: Locale): string {
  const [value, unit] = seconds >= HOUR_S
    ? [Math.round(seconds / HOUR_S), locale === 'en' ? 'h' : '小时'] as const
    : [Math.max(1, Math.ceil(seconds / MINUTE_S)), locale === 'en' ? 'min' : '分钟'] as const
  return `${value} ${unit}`
}

/** 3–8 分钟; one figure where both are the same. */
export function waitBetween(fromS: number, toS: number, locale: Locale): string {
  const [from, to] = [waitName(fromS, locale), waitName(toS, locale)]
  const [value, unit] = from.split(' ')
  if (from === to) return to
  return to.endsWith(` ${unit}`) ? `${value}–${to}` : `${from}–${to}`
}

/** Amounts travel as fen; people read 1,234.56 元. */
export function amountName(fen: number, locale: Locale): string {
  const figure = new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }).format(fen / 100)
  return locale === 'en' ? `CNY ${figure}` : `${figure} 元`
}

export function sizeName(bytes: number): string {
  return bytes >= 1_000_000 ? `${Number((bytes / 1_000_000).toFixed(1))} MB` : `${Math.max(1, Math.round(bytes / 1000))} kB`
}

function midnight(day: Date): number {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate()).getTime()
}
