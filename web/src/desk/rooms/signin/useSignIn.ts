import { computed, onMounted, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { refusalSentence } from '../../../shared/refusals.ts'
import { placeToReturn } from '../../app/router.ts'
import * as calls from '../../api/calls.ts'
import { asRefused } from '../../api/http.ts'
import { useLocale } from '../../live/locale.ts'
import { cameBack } from './cameBack.ts'
import { useSteps } from './useSteps.ts'

export function useSignIn() {
  const { t } = useI18n()
  const words = useLocale()
  const route = useRoute()
  const router = useRouter()
  const username = ref('')
  const password = ref('')
  const tried = ref(false)
  const busy = ref(false)
  const refusal = ref('')

  const back = computed(() => placeToReturn(route.query['back']))
  const ssoAddress = computed(() => `/api/v1/staff/sso?${new URLSearchParams({ back: back.value })}`)
  const steps = useSteps(async () => { await router.replace(back.value) })

  /** Back from the identity provider: refused, or with a step still to do. */
  onMounted(async () => {
    const { step, refused } = cameBack(route.hash, route.query['refused'])
    if (refused) refusal.value = refusalSentence({ error: refused, params: {} }, words.locale)
    if (!step) return
    await router.replace({ name: 'sign-in', query: { back: back.value } })
    await steps.go(step)
  })

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
      await steps.go(await calls.signIn(username.value.trim(), password.value))
      password.value = ''
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

  return { username, password, missing, busy, refusal, submit, steps, ssoAddress }
}
