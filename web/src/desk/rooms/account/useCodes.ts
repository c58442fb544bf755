import { useQueryClient } from '@tanstack/vue-query'
import { ref, shallowRef } from 'vue'
import * as calls from '../../api/accessCalls.ts'
import type { Enrolment } from '../../api/wire.ts'
import { useAct } from '../../base/useAct.ts'

export type CodeStage = 'none' | 'enrol' | 'renew' | 'remove'

/** Setting up one-time codes, taking them away, and new recovery codes. What is shown once is kept here alone. */
export function useCodes() {
  const cache = useQueryClient()
  const { busy, refusal, act } = useAct()
  const stage = ref<CodeStage>('none')
  const enrolment = shallowRef<Enrolment | null>(null)
  const recovery = ref<string[]>([])
  const typed = ref('')

  function begin(what: CodeStage): void {
    stage.value = what
    enrolment.value = null
    typed.value = ''
    refusal.value = ''
  }

  async function submit(): Promise<void> {
    const said = typed.value
    const { value: step } = stage
    await act(async () => {
      if (step === 'enrol' && enrolment.value === null) {
        enrolment.value = await calls.enrolCodes(said)
      } else if (step === 'enrol') {
        await ended((await calls.confirmCodes(said.trim())).recovery_codes)
      } else if (step === 'renew') {
        await ended((await calls.renewRecovery(said.trim())).recovery_codes)
      } else {
        await calls.removeCodes(said.trim())
        await ended([])
      }
    })
    typed.value = ''
  }

  async function ended(codes: string[]): Promise<void> {
    recovery.value = codes
    begin('none')
    await cache.invalidateQueries({ queryKey: ['account'] })
  }

  return {
    stage, enrolment, recovery, typed, busy, refusal, begin, submit,
    cancel: () => begin('none'),
    kept: () => { recovery.value = [] },
  }
}
