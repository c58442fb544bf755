import { computed, shallowRef, watch, type Ref } from 'vue'
import type { Entry } from '../../../../shared/protocol.ts'
import { say, type Saying } from '../../../api/calls.ts'
import { asRefused } from '../../../api/http.ts'
import { useSocket } from '../../../live/socket.ts'
import { useWho } from '../../../live/who.ts'
import { outboxOf } from '../../../live/writing.ts'
import { goesByItself, stillPending, type Pending } from './unsent.ts'

const sayings = ['reply', 'note'] as const

/** What waits to be stored, oldest first and one at a time, each under the id it was given when written. */
export function useUnsent(id: Ref<string>, entries: Ref<readonly Entry[]>, onRefused: (error: string) => void) {
  const who = useWho()
  const socket = useSocket()
  const pending = shallowRef<Pending[]>([])
  let queue = Promise.resolve()

  const boxOf = (conversation: string, saying: Saying) => outboxOf(who.staffId, conversation, saying)
  const change = (clientId: string, to: Partial<Pending>) => {
    pending.value = pending.value.map((one) => one.client_id === clientId ? { ...one, ...to } : one)
  }
  const without = (clientId: string) => pending.value.filter((one) => one.client_id !== clientId)

  function restore(): void {
    pending.value = sayings
      .flatMap((saying) => boxOf(id.value, saying).all().map((unsent) => ({ ...unsent, saying })))
      .map((unsent) => ({ ...unsent, seq: null, isSending: false }))
      .sort((a, b) => a.at - b.at)
  }

  function write(saying: Saying, text: string): void {
    const unsent = boxOf(id.value, saying).put({ v: 1, kind: 'text', text })
    const fresh = { ...unsent, saying, seq: null, isSending: true }
    pending.value = [...pending.value, fresh]
    queueUp(fresh)
  }

  function queueUp(one: Pending): void {
    const conversation = id.value
    change(one.client_id, { isSending: true, refusal: null })
    queue = queue.then(() => send(conversation, one))
  }

  async function send(conversation: string, { client_id: clientId, saying, content }: Pending): Promise<void> {
    const box = boxOf(conversation, saying)
    try {
      const { seq } = await say(conversation, saying, clientId, 'text' in content ? content.text : '')
      box.drop(clientId)
      change(clientId, { isSending: false, seq })
    } catch (failure) {
      const refused = asRefused(failure)
      const isFinal = !refused.isPassing && refused.error !== 'NotSignedIn'
      const refusal = isFinal ? { error: refused.error, params: refused.params } : null
      if (refusal) box.refuse(clientId, refusal)
      change(clientId, { isSending: false, refusal })
      if (refusal) onRefused(refusal.error)
    }
  }

  function resend(one: Pending): void {
    boxOf(id.value, one.saying).retry(one.client_id)
    queueUp(one)
  }

  function discard({ client_id: clientId, saying }: Pending): void {
    boxOf(id.value, saying).drop(clientId)
    pending.value = without(clientId)
  }

  watch(id, restore, { immediate: true })
  watch(() => socket.link, (link) => {
    if (link !== 'open') return
    pending.value.filter((one) => !one.isSending && goesByItself(one, Date.now())).forEach(queueUp)
  })
  return { unsent: computed(() => stillPending(pending.value, entries.value)), write, resend, discard }
}
