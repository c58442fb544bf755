import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Band, ComplaintReport } from '../../api/reports.ts'
import { useLocale } from '../../live/locale.ts'
import type { Bar } from './BarsChart.vue'
import { lateBy } from './reports.ts'

export const bandName = (band: Band, t: (key: string, named: Record<string, unknown>) => string): string =>
  band.to === null ? t('reports.days.over', { from: band.from }) : t('reports.days.between', { ...band })

/** The bars of a report, with the names of the language that is spoken. */
export function useBars(report: () => ComplaintReport) {
  const { t } = useI18n()
  const { said } = useLocale()
  const ageing = computed<Bar[]>(() => report().ageing.items.map((band) => ({
    id: String(band.from), name: bandName(band, t), count: band.count, mark: lateBy(band, report().ageing.late_after),
  })))
  const classified = computed(() => report().parts.filter(({ items }) => items.some(({ id }) => id !== null)))
  const parts = computed(() => classified.value.map((part) => ({
    id: part.dimension,
    title: t('reports.chart.parts', { name: said(part.name) }),
    formula: said(part.formula),
    bars: part.items.map(({ id, name, count }): Bar => ({ id: id ?? '', name: said(name), count })),
  })))
  return { ageing, parts }
}
