import { useI18n } from 'vue-i18n'
import type { DayOutlook } from '../../api/planning.ts'
import { lastOf, type Label, type Scales } from './chart.ts'
import { columnsOf } from './planning.ts'

interface NamedLine { values: readonly (number | null)[], name: string, look: string }

/** What is read at a half hour, and how lines are called where they end. */
export function useChartWords(outlook: () => DayOutlook) {
  const { t } = useI18n()

  const reads = (...keys: string[]) => (at: number): { name: string, value: string }[] => {
    const slot = outlook().slots[at]
    return columnsOf(outlook()).filter(({ key }) => keys.includes(key)).flatMap(({ key, value, as }) => {
      const known = slot ? value(slot) : null
      return known === null ? [] : [{ name: t(`planning.column.${key}`), value: as(known) }]
    })
  }

  function ends({ y }: Scales, ...lines: NamedLine[]): Label[] {
    return lines.flatMap(({ values, name, look }) => {
      const last = lastOf(values)
      const text = t(`planning.chart.${name}`, { s: outlook().assumed.within_s })
      return last === null ? [] : [{ y: y(last), text, look }]
    })
  }

  return { reads, ends }
}
