import { useMessage } from 'naive-ui'
import { ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { uuid } from '../../../shared/outbox.ts'
import { emptyHands, joinTalk, sendOn, takeOver, whisper, type FloorAgent, type FloorTalk } from '../../api/floor.ts'
import type { HandingOn } from '../../api/handingOn.ts'
import { useAct } from '../../base/useAct.ts'
import { useDeskChanges } from '../../live/useDesk.ts'

export type Step = 'whisper' | 'join' | 'takeOver' | 'sendOn' | 'emptyHands'
export interface Asked { step: Step, agent: FloorAgent, talk: FloorTalk | null }

/** What a leader is about to do, and doing it. What she wrote stays where it was refused. */
export function useLeading() {
  const { t } = useI18n()
  const router = useRouter()
  const message = useMessage()
  const changes = useDeskChanges()
  const { busy, refusal, act } = useAct()
  const asked = shallowRef<Asked | null>(null)
  const clientId = ref('')

  function ask(step: Step, agent: FloorAgent, talk: FloorTalk | null): void {
    refusal.value = ''
    clientId.value = uuid()
    asked.value = { step, agent, talk }
  }

  async function done(work: (item: string) => Promise<unknown>): Promise<boolean> {
    const about = asked.value
    if (!about || !await act(() => work(about.talk?.item ?? ''))) return false
    asked.value = null
    message.success(t(`floor.done.${about.step}`, { name: about.agent.name }))
    return true
  }

  return {
    asked, busy, refusal, ask,
    say: (text: string) => done((item) => whisper(item, text, clientId.value)),
    send: (wish: HandingOn) => done((item) => sendOn(item, wish)),
    empty: (to: string[]) => done(() => emptyHands(asked.value?.agent.id ?? '', to)),
    async join(): Promise<void> {
      const conversation = asked.value?.talk?.conversation ?? ''
      if (await done(joinTalk)) await router.push({ name: 'work', params: { conversation } })
    },
    async take(): Promise<void> {
      const conversation = asked.value?.talk?.conversation ?? ''
      const isTaken = await done(async (item) => { changes.item(await takeOver(item)) })
      if (isTaken) await router.push({ name: 'work', params: { conversation } })
    },
  }
}
