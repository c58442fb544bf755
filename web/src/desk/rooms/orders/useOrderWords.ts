import { useQuery } from '@tanstack/vue-query'
import { useI18n } from 'vue-i18n'
import { asRefused } from '../../api/http.ts'
import { fetchOrderChoices, type Named } from '../../api/orders.ts'
import { useSentence } from '../../base/useAct.ts'
import { useLocale } from '../../live/locale.ts'

/** Types, departments and reasons as the pack names them, and what a refusal means with what can be done instead. */
export function useOrderWords() {
  const i18n = useI18n()
  const { t } = i18n
  const { said } = useLocale()
  const sentence = useSentence()
  const { data: choices, error: choicesError, refetch: lookAgain } = useQuery({
    queryKey: ['orders', 'choices'], queryFn: fetchOrderChoices, staleTime: Infinity,
  })

  /** What has no words yet is shown by its code. */
  const word = (key: string, code: string) => i18n.te(key) ? t(key) : code
  const named = (of: readonly Named[] | undefined, id: unknown) => {
    const found = of?.find((one) => one.id === id)
    return found ? said(found.name) : typeof id === 'string' ? id : ''
  }
  const options = (of: readonly Named[] | undefined) => of?.map(({ id, name }) => ({ id, name: said(name) })) ?? []
  const fieldNames = (ids: unknown): string => {
    const fields = choices.value?.types.flatMap(({ fields: asked }) => asked)
    return (Array.isArray(ids) ? ids : []).map((id: unknown) => named(fields, id)).join(t('orders.comma'))
  }

  function refusalOf(code: string, params: Record<string, unknown>): string | null {
    if (code === 'OrderActNotPossible') {
      const because = typeof params['because'] === 'string' ? params['because'] : code
      const acts = (Array.isArray(params['instead']) ? params['instead'].map(String) : [])
        .map((act) => word(`orders.act.${act}`, act)).join(t('orders.comma'))
      return [word(`orders.because.${because}`, because), acts && t('orders.instead', { acts })]
        .filter((part) => part !== '').join(' ')
    }
    const key = `orders.refused.${code}`
    if (!i18n.te(key)) return null
    return t(key, { ...params, fields: fieldNames(params['missing'] ?? params['fields']) })
  }
  function refusal(error: unknown): string {
    const { error: code, params } = asRefused(error)
    return refusalOf(code, params) ?? sentence(error)
  }

  return { choices, choicesError, lookAgain, said, word, named, options, refusalOf, refusal }
}
