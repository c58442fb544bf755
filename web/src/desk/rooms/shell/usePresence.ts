import { useMessage } from 'naive-ui'
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { setPresence } from '../../api/calls.ts'
import { asRefused } from '../../api/http.ts'
import type { PresenceState } from '../../api/wire.ts'
import { useClock } from '../../live/clock.ts'
import { duration } from '../../live/duration.ts'
import { useDesk, useDeskChanges } from '../../live/useDesk.ts'

export function usePresence() {
  const { t } = useI18n()
  const { desk } = useDesk()
  const changes = useDeskChanges()
  const message = useMessage()
  const now = useClock()
  const presence = computed(() => desk.value?.me ?? null)
  const lasting = computed(() => presence.value ? duration(now.value - Date.parse(presence.value.since)) : '')

  async function become(state: PresenceState, reason: string | null): Promise<void> {
    if (state === presence.value?.state && reason === (presence.value.reason ?? null)) return
    try {
      changes.presence(await setPresence(state, reason))
    } catch (error) {
      message.error(t(asRefused(error).error === 'OffShift' ? 'work.offShift' : 'presence.failed'))
    }
  }

  return { presence, lasting, become }
}
