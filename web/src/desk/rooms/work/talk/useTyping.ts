import { onScopeDispose, watch, type Ref } from 'vue'
import { useSocket } from '../../../live/socket.ts'

const REPEAT_MS = 3000
const PAUSE_MS = 4000

/** Tells who is there that she is writing, colleagues alone of a note: at most every three seconds, and her stop. */
export function useTyping(id: Ref<string>) {
  const socket = useSocket()
  let toldAt = 0
  let told: 'reply' | 'note' = 'reply'
  let timer: ReturnType<typeof setTimeout> | undefined

  function stop(conversation = id.value): void {
    clearTimeout(timer)
    if (toldAt > 0) socket.send({ type: 'typing', conversation, on: false, saying: told })
    toldAt = 0
  }

  function write(saying: 'reply' | 'note'): void {
    if (saying !== told) stop()
    clearTimeout(timer)
    timer = setTimeout(stop, PAUSE_MS)
    if (Date.now() - toldAt < REPEAT_MS) return
    toldAt = Date.now()
    told = saying
    socket.send({ type: 'typing', conversation: id.value, on: true, saying })
  }

  watch(id, (_, before) => stop(before))
  onScopeDispose(stop)
  return { write, stop }
}
