import { computed, ref, shallowRef } from 'vue'
import { refusalSentence } from '../../../shared/refusals.ts'
import * as calls from '../../api/calls.ts'
import { asRefused } from '../../api/http.ts'
import type { Arrival, Enrolment, NextStep } from '../../api/wire.ts'
import { useLocale } from '../../live/locale.ts'
import { useWho } from '../../live/who.ts'

/** What is still to do after the password: a code, a new password, or setting up codes. */
export function useSteps(arrived: () => Promise<void>) {
  const who = useWho()
  const words = useLocale()
  const step = shallowRef<NextStep | null>(null)
  const enrolment = shallowRef<Enrolment | null>(null)
  const recovery = ref<string[]>([])
  const typed = ref('')
  const busy = ref(false)
  const refusal = ref('')
  let waiting: Arrival | null = null

  const stage = computed(() => (recovery.value.length > 0 ? 'recovery' : step.value?.step ?? 'door'))

  async function go(arrival: Arrival): Promise<void> {
    typed.value = ''
    if ('recovery_codes' in arrival && arrival.recovery_codes) {
      waiting = arrival
      recovery.value = arrival.recovery_codes
      return
    }
    step.value = who.admit(arrival)
    if (step.value === null) return arrived()
    enrolment.value = null
    if (step.value.step === 'enrol') await tried(() => showSecret(step.value?.ticket ?? ''))
  }

  async function showSecret(ticket: string): Promise<void> {
    enrolment.value = await calls.beginEnrolment(ticket)
  }

  async function submit(): Promise<void> {
    const here = step.value
    if (busy.value || here === null || typed.value.trim() === '') return
    const { step: kind, ticket } = here
    await tried(async () => {
      if (kind === 'password') await go(await calls.stepPassword(ticket, typed.value))
      else if (kind === 'enrol') await go(await calls.stepEnrol(ticket, typed.value.trim()))
      else await go(await calls.stepCode(ticket, typed.value.trim()))
    })
  }

  /** The recovery codes are written down: in. */
  async function goOn(): Promise<void> {
    if (waiting === null) return
    who.admit(waiting)
    recovery.value = []
    await arrived()
  }

  function restart(): void {
    step.value = null
    enrolment.value = null
    typed.value = ''
  }

  async function tried(work: () => Promise<void>): Promise<void> {
    busy.value = true
    refusal.value = ''
    try {
      await work()
    } catch (error) {
      const refused = asRefused(error)
      refusal.value = refusalSentence(refused, words.locale)
      if (refused.error === 'StepOver') restart()
      typed.value = ''
    } finally {
      busy.value = false
    }
  }

  return { stage, enrolment, recovery, typed, busy, refusal, go, submit, goOn, restart }
}
