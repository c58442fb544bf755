import { useMessage } from 'naive-ui'
import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { acknowledge, type FloorAlert } from '../../../api/floor.ts'
import { useAct } from '../../../base/useAct.ts'
import { onKey } from '../../../keys/useKeys.ts'
import { isSerious, openOf, takenSince, whereKey } from '../../../live/alerts.ts'
import { noticeOutside } from '../../../live/desktopNotice.ts'
import { claimRings, silent } from '../../../live/rung.ts'
import { useSocket } from '../../../live/socket.ts'
import { flashTitle } from '../../../live/title.ts'
import { chime } from '../../../live/useRing.ts'
import { useWho } from '../../../live/who.ts'

const FLASH_MS = 15_000

/** Once, in the shell: what a leader is told of, on whatever page she is. */
export function useAlerts() {
  const { t } = useI18n()
  const who = useWho()
  const socket = useSocket()
  const router = useRouter()
  const message = useMessage()
  const { busy, refusal, act } = useAct()
  const alerts = shallowRef<readonly FloorAlert[]>([])
  const open = computed(() => openOf(alerts.value))
  const first = computed(() => open.value[0] ?? null)
  const leads = computed(() => who.pages.includes('floor'))
  let flash: { id: string, stop: () => void } | undefined

  const kindOf = ({ kind }: FloorAlert) => t(`floor.alert.kind.${kind}`)
  const whereOf = (alert: FloorAlert) => t(whereKey(alert), { agent: alert.agent ?? '' })
  const sentence = (alert: FloorAlert) => `${kindOf(alert)} · ${alert.number} · ${whereOf(alert)}`

  async function take(now: readonly FloorAlert[]): Promise<void> {
    const taken = takenSince(alerts.value, now)
    alerts.value = now
    if (flash && !open.value.some(({ id }) => id === flash?.id)) unflash()
    for (const { number, acknowledged } of taken) {
      if (acknowledged && acknowledged.by !== who.me?.staff.name) message.info(t('alert.takenBy', { by: acknowledged.by, number }))
    }
    const fresh = new Set(await claimRings(who.staffId, open.value.map(({ id }) => id)))
    ring(open.value.filter(({ id }) => fresh.has(id)))
  }

  function ring(fresh: readonly FloorAlert[]): void {
    const [worst] = fresh
    if (!worst) return
    if (fresh.some(({ kind }) => !silent.value.has(kind))) chime()
    unflash()
    const stop = flashTitle(t('alert.flash', { kind: kindOf(worst) }))
    flash = { id: worst.id, stop }
    // What is about a life stands in the title until somebody has taken notice.
    if (worst.kind !== 'danger') setTimeout(stop, FLASH_MS)
    for (const alert of fresh.filter(isSerious)) {
      noticeOutside(kindOf(alert), `${alert.number} · ${whereOf(alert)}`, alert.id, () => { look(alert) })
    }
  }

  function unflash(): void {
    flash?.stop()
    flash = undefined
  }

  function look(alert: FloorAlert | null): void {
    if (alert?.complaint) void router.push({ path: '/complaints', query: { complaint: alert.complaint } })
    else if (alert?.agent && alert.conversation) void router.push({ name: 'work', params: { conversation: alert.conversation } })
    else if (alert) void router.push('/floor')
  }

  async function takeNotice(): Promise<void> {
    const alert = first.value
    if (alert) await act(() => acknowledge(alert.id))
  }

  watch([() => socket.link, leads], ([link, isLeader]) => {
    if (link === 'open' && isLeader) socket.send({ type: 'alerts', on: true })
  }, { immediate: true })
  watch(() => first.value?.id, () => { refusal.value = '' })
  onScopeDispose(socket.listen((frame) => { if (frame.type === 'alerts') void take(frame.alerts) }))
  onScopeDispose(unflash)
  const hasOne = () => first.value !== null
  onKey('alertLook', () => { look(first.value) }, hasOne)
  onKey('alertTaken', () => void takeNotice(), hasOne)

  return { open, first, busy, refusal, sentence, whereOf, look: () => { look(first.value) }, takeNotice }
}

export type Alerting = ReturnType<typeof useAlerts>
