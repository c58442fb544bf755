import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useLocale } from '../../live/locale.ts'
import { useBreaks } from '../../live/useBreaks.ts'
import type { Choice } from './presence.ts'

/** The states she can choose, the breaks of the pack with their reasons among them. */
export function usePresenceChoices() {
  const { t } = useI18n()
  const { said } = useLocale()
  const { breaks } = useBreaks()
  const plain = (id: 'ready' | 'busy' | 'break' | 'offline'): { id: Choice, name: string, hint: string } =>
    ({ id, name: t(`presence.${id}`), hint: t(`presence.hint.${id}`) })
  return computed(() => [
    plain('ready'),
    plain('busy'),
    plain('break'),
    ...breaks.value.map(({ id, name: reason, minutes }) => ({
      id: `break:${id}` as const,
      name: said(reason),
      hint: minutes === null ? t('presence.noLimit') : t('presence.minutes', { n: minutes }),
    })),
    plain('offline'),
  ])
}
