import { useQueryClient } from '@tanstack/vue-query'
import { useMessage } from 'naive-ui'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { acceptItem, declineItem } from '../../api/calls.ts'
import { asRefused } from '../../api/http.ts'
import type { Item } from '../../api/wire.ts'
import { useDeskChanges } from '../../live/useDesk.ts'

const refusals: Record<string, string> = { ItemTaken: 'work.taken', OffShift: 'work.offShift', CallNotNow: 'work.notNow', AtCapacity: 'work.handsFull' }

/** Taking a conversation into her hands, and putting a reserved one back. */
export function useAccept(onAccepted: (item: Item) => void) {
  const { t } = useI18n()
  const message = useMessage()
  const changes = useDeskChanges()
  const cache = useQueryClient()
  const accepting = ref<string | null>(null)

  async function accept(itemId: string): Promise<void> {
    if (accepting.value !== null) return
    accepting.value = itemId
    try {
      const item = await acceptItem(itemId)
      changes.item(item)
      onAccepted(item)
      // Before it was in her hands there was nothing to be seen of it.
      void cache.invalidateQueries({ queryKey: ['talk', item.conversation] })
    } catch (error) {
      message.warning(t(refusals[asRefused(error).error] ?? 'work.acceptFailed'))
    } finally {
      accepting.value = null
    }
  }

  async function decline(item: Item): Promise<void> {
    try {
      await declineItem(item.id)
      changes.item({ ...item, state: item.kind === 'consult' ? 'done' : 'waiting', reserved_until: null })
    } catch {
      message.error(t('work.declineFailed'))
    }
  }

  return { accepting, accept, decline }
}
