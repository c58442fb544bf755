import { onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Onlooker } from '../../../api/wire.ts'
import { useSocket } from '../../../live/socket.ts'

/** Who else has the conversation open now. Told anew after each watch, so nothing of before outlives a lost link. */
export function useOnlookers(id: Ref<string>) {
  const people = shallowRef<Onlooker[]>([])
  const socket = useSocket()
  const forget = () => { people.value = [] }

  onScopeDispose(socket.listen((frame) => {
    if (!('conversation' in frame) || frame.conversation !== id.value) return
    if (frame.type === 'onlookers') people.value = frame.people
    if (frame.type === 'entries' || frame.type === 'unwatched') forget()
  }))
  watch([id, () => socket.link], forget)
  return people
}
