import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { refusalSentence } from '../../shared/refusals.ts'
import { asRefused } from '../api/http.ts'
import { useLocale } from '../live/locale.ts'

/** What a refusal means and what to do next, in the desk's own words where it has them. */
export function useSentence(): (error: unknown) => string {
  const i18n = useI18n()
  const words = useLocale()
  return (error) => {
    const refused = asRefused(error)
    const key = `refused.${refused.error}`
    if (!i18n.te(key)) return refusalSentence(refused, words.locale)
    return i18n.t(key, { ...refused.params, minutes: minutesOf(refused.params['retry_after_s']) })
  }
}

const minutesOf = (seconds: unknown): number => typeof seconds === 'number' ? Math.max(1, Math.ceil(seconds / 60)) : 1

/** One thing somebody does: never twice at once, and what was refused is said; a room may know better words. */
export function useAct(sentence = useSentence()) {
  const busy = ref(false)
  const refusal = ref('')

  /** Whether it was done. */
  async function act(work: () => Promise<unknown>): Promise<boolean> {
    if (busy.value) return false
    busy.value = true
    refusal.value = ''
    try {
      await work()
      return true
    } catch (error) {
      refusal.value = sentence(error)
      return false
    } finally {
      busy.value = false
    }
  }

  return { busy, refusal, act }
}
