import { useMessage } from 'naive-ui'
import { ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { refusalSentence } from '../../../../shared/refusals.ts'
import { closeContact, returnToBot } from '../../../api/calls.ts'
import { handOn, type HandingOn } from '../../../api/handingOn.ts'
import { asRefused } from '../../../api/http.ts'
import type { CloseReason } from '../../../api/wire.ts'
import { useAct } from '../../../base/useAct.ts'
import { useDeskChanges } from '../../../live/useDesk.ts'
import { useLocale } from '../../../live/locale.ts'

export type Ending = 'close' | 'return' | 'handOn'

/** The three ways she gives a conversation out of her hands; what she said before goes before. */
export function useEnding(id: Ref<string>, release: () => Promise<void>, onEnded: () => unknown) {
  const { t } = useI18n()
  const message = useMessage()
  const words = useLocale()
  const changes = useDeskChanges()
  const asks = ref<Ending | null>(null)
  const busy = ref(false)

  async function end(act: () => Promise<unknown>, what: 'closing' | 'returning'): Promise<void> {
    if (busy.value) return
    busy.value = true
    try {
      await release()
      await act()
      asks.value = null
      message.success(t(`${what}.done`))
      if (what === 'closing') void changes.countClosed()
    } catch (error) {
      const refused = asRefused(error)
      message.error(refused.status === 409 ? refusalSentence(refused, words.locale) : t(`${what}.failed`))
    } finally {
      busy.value = false
      onEnded()
    }
  }

  /** What she wrote stays in the dialog where it was refused: another colleague can be chosen. */
  const handing = useAct()
  watch(asks, () => { handing.refusal.value = '' })

  async function giveOn(wish: HandingOn): Promise<void> {
    const isDone = await handing.act(async () => {
      await release()
      return handOn(id.value, wish)
    })
    onEnded()
    if (!isDone) return
    asks.value = null
    message.success(t('handingOn.done'))
  }

  return {
    asks, busy, handing, giveOn,
    close: (reason: CloseReason, note: string) => end(() => closeContact(id.value, reason, note), 'closing'),
    giveBack: () => end(() => returnToBot(id.value), 'returning'),
  }
}
