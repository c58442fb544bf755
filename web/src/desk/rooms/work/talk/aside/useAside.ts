import { useMessage } from 'naive-ui'
import { computed, ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { putAside, takeBack, type PuttingAside } from '../../../../api/asides.ts'
import { findingsIn, type Finding } from '../../../../api/composing.ts'
import { useAct } from '../../../../base/useAct.ts'
import { useDesk } from '../../../../live/useDesk.ts'
import type { Talk } from '../talk.ts'

/** Putting this conversation aside with a promise, and taking it back. */
export function useAside(
  id: Ref<string>, talk: Ref<Talk | undefined>, release: () => Promise<void>, onDone: () => unknown,
) {
  const { t } = useI18n()
  const message = useMessage()
  const { desk } = useDesk()
  const isAsking = ref(false)
  const putting = useAct()
  const taking = useAct()
  const findings = ref<readonly Finding[]>([])
  let clientId = ''

  const item = computed(() =>
    desk.value?.mine.find(({ kind, conversation }) => kind === 'conversation' && conversation === id.value))
  /** What is owed here, as the list knows it; before that, as the server said. */
  const owed = computed(() => (item.value ?? talk.value?.work.item)?.aside ?? null)
  const isAside = computed(() => item.value?.is_aside === true)

  function begin(): void {
    clientId = crypto.randomUUID()
    putting.refusal.value = ''
    findings.value = []
    isAsking.value = true
  }

  async function put(wish: PuttingAside): Promise<void> {
    const isDone = await putting.act(async () => {
      await release()
      findings.value = await findingsIn(wish.text) ?? []
      return putAside(id.value, wish, clientId)
    })
    if (!isDone) return
    isAsking.value = false
    message.success(t('aside.done'))
    onDone()
  }

  async function take(): Promise<void> {
    if (await taking.act(() => takeBack(id.value))) onDone()
  }

  watch(id, () => {
    isAsking.value = false
    taking.refusal.value = ''
  })
  return { isAsking, putting, taking, findings, owed, isAside, begin, put, take }
}

export type PutAside = ReturnType<typeof useAside>
