import { onScopeDispose, watch, type Ref } from 'vue'
import { useSocket } from '../../../live/socket.ts'

const REPEAT_MS = 3000
const PAUSE_MS = 4000

/** Tells the other side that she is writing a reply: at most every three seconds, and when she stops. */
export function useTyping(id: Ref<string>) {
  const socket = useSocket()
  let toldAt = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function stop(conversation = id.value): void {
    clearTimeout(timer)
    if (toldAt > 0) socket.send({ type: 'typing', conversation, on: false })
    toldAt = 0
  }

  function write(): void {
    clearTimeout(timer)
    timer = setTimeout(stop, PAUSE_MS)
    if (Date.now() - toldAt < REPEAT_MS) return
    toldAt = Date.now()
    socket.send({ type: 'typing', conversation: id.value, on: true })
  }

  watch(id, (_, before) => stop(before))
  onScopeDispose(stop)
  return { write, stop }
}
