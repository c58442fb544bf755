import type { Locale } from '../../shared/format.ts'
import { useClock } from './clock.ts'
import { useLocale } from './locale.ts'

const DAY_MS = 24 * 60 * 60_000
/** The house lives by Beijing time, which has no summer time, wherever the browser is. */
const BEIJING_MS = 8 * 60 * 60_000

/** As a field for day and time holds it. */
export const fieldOf = (ms: number): string => new Date(ms + BEIJING_MS).toISOString().slice(0, 16)

/** 今天 15:30, 明天 09:00, then 11月29日 09:00. */
export function timeWords(ms: number, nowMs: number, locale: Locale): string {
  const days = Math.floor((ms + BEIJING_MS) / DAY_MS) - Math.floor((nowMs + BEIJING_MS) / DAY_MS)
  const clock = fieldOf(ms).slice(11)
  if (days === 0 || days === 1) {
    const day = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day')
    return locale === 'en' ? `${clock} ${day}` : `${day} ${clock}`
  }
  const format = { month: locale === 'en' ? 'short' : 'long', day: 'numeric', timeZone: 'Asia/Shanghai' } as const
  const day = new Intl.DateTimeFormat(locale, format).format(ms)
  return locale === 'en' ? `${clock} on ${day}` : `${day} ${clock}`
}

/** A promised moment as the customer was told it. */
export function usePromised(): (at: string) => string {
  const words = useLocale()
  const now = useClock()
  return (at) => timeWords(Date.parse(at), now.value, words.locale)
}
