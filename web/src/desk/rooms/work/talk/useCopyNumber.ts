import { useMessage } from 'naive-ui'
import { watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'

/** A click copies the number, a second one the number with its topic, a third one that with the address. */
export function useCopyNumber(number: Ref<string>, topic: Ref<string | null>): () => Promise<void> {
  const { t } = useI18n()
  const message = useMessage()
  let clicks = 0
  watch(number, () => { clicks = 0 })

  return async () => {
    const titled = [number.value, topic.value].filter(Boolean).join(' ')
    const what = [number.value, titled, `${titled} ${location.href}`][clicks % 3] ?? number.value
    clicks += 1
    try {
      await navigator.clipboard.writeText(what)
      message.success(t('talk.copied', { what }))
    } catch {
      message.warning(t('talk.copyFailed'))
    }
  }
}
