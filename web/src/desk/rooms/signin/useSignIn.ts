import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { refusalSentence } from '../../../shared/refusals.ts'
import { placeToReturn } from '../../app/router.ts'
import { asRefused } from '../../api/http.ts'
import { useLocale } from '../../live/locale.ts'
import { useWho } from '../../live/who.ts'

export function useSignIn() {
  const { t } = useI18n()
  const who = useWho()
  const words = useLocale()
  const route = useRoute()
  const router = useRouter()
  const username = ref('')
  const password = ref('')
  const tried = ref(false)
  const busy = ref(false)
  const refusal = ref('')

  const missing = computed(() => ({
    username: tried.value && username.value.trim() === '' ? t('signin.missing.username') : '',
    password: tried.value && password.value === '' ? t('signin.missing.password') : '',
  }))

  async function submit(): Promise<void> {
    tried.value = true
    refusal.value = ''
    if (busy.value || missing.value.username || missing.value.password) return
    busy.value = true
    try {
      await who.signIn(username.value.trim(), password.value)
      await router.replace(placeToReturn(route.query['back']))
    } catch (error) {
      refusal.value = sentence(error)
    } finally {
      busy.value = false
    }
  }

  function sentence(error: unknown): string {
    const refused = asRefused(error)
    if (refused.status === 0) return t('signin.offline')
    return refused.isPassing ? t('signin.failed') : refusalSentence(refused, words.locale)
  }

  return { username, password, missing, busy, refusal, submit }
}
