import { useI18n } from 'vue-i18n'

const known = ['web', 'app', 'wechat', 'phone'] as const

/** Entrances are named by the deployment; those everyone has get a word. */
export function useEntranceName(): (entrance: string) => string {
  const { t } = useI18n()
  return (entrance) => {
    const name = known.find((one) => one === entrance)
    return name ? t(`talk.entrance.${name}`) : entrance
  }
}
