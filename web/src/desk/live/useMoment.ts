import { dayName, timeOfDay } from '../../shared/format.ts'
import { useLocale } from './locale.ts'

/** 11月22日 周日 14:05, today 今天 14:05. */
export function useMoment(): (at: string) => string {
  const words = useLocale()
  return (at) => `${dayName(at, words.locale)} ${timeOfDay(at, words.locale)}`
}
