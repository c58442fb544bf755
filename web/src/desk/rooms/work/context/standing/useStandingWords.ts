import { useI18n } from 'vue-i18n'
import type { SetBy, StandingKey } from '../../../../api/standing.ts'
import { useLocale } from '../../../../live/locale.ts'

const reasonsOfTheHouse = ['told_by_lender', 'seen_at_lender'] as const

/** The words for codes: those of the pack where it has them, and the code itself where nobody does. */
export function useStandingWords() {
  const i18n = useI18n()
  const { t } = i18n
  const words = useLocale()
  const known = (group: string, code: string) =>
    i18n.te(`standing.${group}.${code}`) ? t(`standing.${group}.${code}`) : code

  const scope = (code: string) => known('scopes', code)
  const value = (code: string) => known('values', code)

  function name({ words: both, scope: code }: Pick<StandingKey, 'words' | 'scope'>): string {
    return code === '' ? words.said(both) : `${words.said(both)} · ${scope(code)}`
  }

  function who({ source, name: who }: SetBy): string {
    return who ?? t(`standing.sources.${source}`)
  }

  function reason(code: string, reasons: readonly { id: string, name: { zh: string, en: string } }[]): string {
    const found = reasons.find(({ id }) => id === code)
    const own = reasonsOfTheHouse.find((one) => one === code)
    return found ? words.said(found.name) : own ? t(`standing.reasons.${own}`) : code
  }

  return { name, scope, value, who, reason }
}
