import { useI18n } from 'vue-i18n'
import { useQuery } from '@tanstack/vue-query'
import { fetchComplaintChoices, type Named } from '../../api/complaints.ts'
import { asRefused } from '../../api/http.ts'
import { useSentence } from '../../base/useAct.ts'
import { useLocale } from '../../live/locale.ts'

/** The pack's departments, reasons and outcomes, and what a refusal means with what can be done instead. */
export function useComplaintWords() {
  const i18n = useI18n()
  const { t } = i18n
  const words = useLocale()
  const sentence = useSentence()
  const { data: choices } = useQuery({
    queryKey: ['complaints', 'choices'], queryFn: fetchComplaintChoices, staleTime: Infinity,
  })

  /** What has no words yet is shown by its code. */
  const word = (key: string, code: string) => i18n.te(key) ? t(key) : code
  const named = (of: readonly Named[] | undefined, id: unknown) => {
    const found = of?.find((one) => one.id === id)
    return found ? words.said(found.name) : typeof id === 'string' ? id : ''
  }
  const listed = (group: string, codes: unknown) =>
    (Array.isArray(codes) ? codes.map(String) : []).map((code) => word(`complaints.${group}.${code}`, code))
      .join(t('complaints.comma'))
  const options = (of: readonly Named[] | undefined) =>
    of?.map(({ id, name }) => ({ id, name: words.said(name) })) ?? []

  function refusal(error: unknown): string {
    const { error: code, params } = asRefused(error)
    if (code === 'ActNotPossible' || code === 'HandlerNotPossible') {
      const because = typeof params['because'] === 'string' ? params['because'] : code
      const instead = listed('act', params['instead'])
      return [word(`complaints.because.${because}`, because), instead && t('complaints.instead', { acts: instead })]
        .filter((part) => part !== '').join(' ')
    }
    const key = `complaints.refused.${code}`
    return i18n.te(key) ? t(key, { missing: listed('part', params['missing']) }) : sentence(error)
  }

  return { choices, word, named, listed, options, refusal }
}
