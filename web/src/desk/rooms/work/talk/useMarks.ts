import { onScopeDispose, watch, type Ref } from 'vue'
import { lastSeq } from '../../../../shared/stream.ts'
import { useDeskChanges } from '../../../live/useDesk.ts'
import { useSocket } from '../../../live/socket.ts'
import type { Talk } from './talk.ts'

/** Tells how far this desk has received and read; only who serves the customer counts as having read. */
export function useMarks(id: Ref<string>, talk: Ref<Talk | undefined>, atEnd: Ref<boolean>): void {
  const socket = useSocket()
  const changes = useDeskChanges()
  let told = ''

  function tell(): void {
    if (!talk.value?.work.may_speak || socket.link !== 'open') return
    const seq = lastSeq(talk.value.stream)
    const sees = atEnd.value && document.visibilityState === 'visible' && document.hasFocus()
    const words = `${id.value} ${seq} ${sees}`
    if (words === told || (!sees && told === `${id.value} ${seq} true`)) return
    told = words
    socket.send({ type: 'mark', conversation: id.value, delivered: seq, ...(sees ? { read: seq } : {}) })
    if (sees) changes.seen(id.value)
  }

  watch([talk, atEnd, () => socket.link], tell, { immediate: true })
  window.addEventListener('focus', tell)
  document.addEventListener('visibilitychange', tell)
  onScopeDispose(() => {
    window.removeEventListener('focus', tell)
    document.removeEventListener('visibilitychange', tell)
  })
}
