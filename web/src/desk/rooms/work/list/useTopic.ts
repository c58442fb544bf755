import { useI18n } from 'vue-i18n'
import { dayName, timeOfDay } from '../../../../shared/format.ts'
import type { CallWindow } from '../../../api/callInHand.ts'
import type { Item } from '../../../api/wire.ts'
import { useLocale } from '../../../live/locale.ts'

/** A window as it is read: its day, from when, until when. */
export function useWindowName() {
  const words = useLocale()
  return ({ starts_at: from, ends_at: to }: CallWindow) =>
    `${dayName(from, words.locale)} ${timeOfDay(from, words.locale)}–${timeOfDay(to, words.locale)}`
}

/** What a row says it is about: of a promised call its window, since what she wants is for whoever has it. */
export function useTopic() {
  const { t } = useI18n()
  const windowName = useWindowName()
  return (item: Item) => item.call ? t('calls.topic', { window: windowName(item.call) }) : item.topic ?? t('work.noTopic')
}
