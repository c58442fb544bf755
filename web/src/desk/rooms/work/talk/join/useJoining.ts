import { useMessage } from 'naive-ui'
import { computed, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { joinTalk, leaveTalk } from '../../../../api/floor.ts'
import { useAct } from '../../../../base/useAct.ts'
import { useWho } from '../../../../live/who.ts'
import { stateOf, type Talk } from '../talk.ts'

/** A leader speaks beside her agent: coming in, going out, and who is in. */
export function useJoining(
  id: Ref<string>, talk: Ref<Talk | undefined>, release: () => Promise<void>, onDone: () => unknown,
) {
  const { t } = useI18n()
  const who = useWho()
  const message = useMessage()
  const { busy, refusal, act } = useAct()

  const isServed = computed(() => talk.value !== undefined && ['mine', 'colleague'].includes(stateOf(talk.value)))
  const participant = computed(() => isServed.value ? talk.value?.work.participant ?? null : null)
  const speaks = computed(() => participant.value?.id === who.staffId)
  const item = computed(() => talk.value?.work.item?.id ?? '')
  /** She watches one of her people, and nobody has joined. */
  const mayJoin = computed(() => who.may('join') && participant.value === null && item.value !== ''
    && talk.value !== undefined && stateOf(talk.value) === 'colleague' && talk.value.work.item?.state === 'assigned')
  const owner = computed(() => talk.value?.stream.conversation?.owner.name ?? t('talk.colleague'))

  async function join(): Promise<void> {
    if (mayJoin.value && await act(() => joinTalk(item.value))) onDone()
  }

  async function leave(): Promise<void> {
    const isDone = await act(async () => {
      await release()
      await leaveTalk(item.value)
    })
    if (!isDone) return
    message.success(t('join.left'))
    onDone()
  }

  watch(id, () => { refusal.value = '' })
  return {
    busy, refusal, participant, speaks, mayJoin, owner, join, leave,
    press: () => speaks.value ? leave() : join(),
  }
}

export type Joining = ReturnType<typeof useJoining>
