import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { useSocket } from '../../../live/socket.ts'
import type { Typist } from './talk.ts'

const FORGET_MS = 6000

/** Who is writing at the other side just now. A word of "stopped" can get lost, so it fades by itself. */
export function useTypist(id: Ref<string>) {
  const typist = shallowRef<Typist | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  const forget = () => {
    clearTimeout(timer)
    typist.value = null
  }

  onScopeDispose(useSocket().listen((frame) => {
    if (!('conversation' in frame) || frame.conversation !== id.value) return
    if (frame.type === 'entry' && frame.entry.kind === 'message') forget()
    if (frame.type !== 'typing') return
    forget()
    if (!frame.on) return
    typist.value = frame
    timer = setTimeout(forget, FORGET_MS)
  }))
  watch(id, forget)
  onScopeDispose(forget)
  return typist
}
