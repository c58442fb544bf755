import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import type { Entry, Refusal } from '../../../../shared/protocol.ts'
import { say, type Meant, type Saying } from '../../../api/calls.ts'
import { findingsIn } from '../../../api/composing.ts'
import { asRefused } from '../../../api/http.ts'
import { HOLD_MS, Holding, holds, whenLeaving } from '../../../live/holding.ts'
import { useSocket } from '../../../live/socket.ts'
import { useWho } from '../../../live/who.ts'
import { outboxOf } from '../../../live/writing.ts'
import { verdict } from './findings.ts'
import { goesByItself, stillPending, textOf, type Pending } from './unsent.ts'

const sayings = ['reply', 'note', 'consult'] as const

/**
 * What waits to be stored, oldest first and one at a time, each under the id it was given when written. `onStopped`
 * hears of one that will not go, and why, while its conversation is open.
 */
export function useUnsent(
  id: Ref<string>, entries: Ref<readonly Entry[]>, consult: Ref<string>,
  onStopped: (one: Pending, refusal: Refusal) => void,
) {
  const who = useWho()
  const socket = useSocket()
  const pending = shallowRef<Pending[]>([])
  const holding = new Holding()
  let queue = Promise.resolve()

  const boxOf = (conversation: string, saying: Saying) => outboxOf(who.staffId, conversation, saying)
  const change = (clientId: string, to: Partial<Pending>) => {
    pending.value = pending.value.map((one) => one.client_id === clientId ? { ...one, ...to } : one)
  }
  const without = (clientId: string) => pending.value.filter((one) => one.client_id !== clientId)

  function restore(): void {
    const now = Date.now()
    pending.value = sayings
      .flatMap((saying) => boxOf(id.value, saying).all().map((unsent) => ({ ...unsent, saying })))
      .map((unsent) => ({ ...unsent, seq: null, isSending: false, isHeld: (unsent.held_until ?? 0) > now }))
      .sort((a, b) => a.at - b.at)
    pending.value.filter(({ isHeld }) => isHeld).forEach(hold)
  }

  function write(saying: Saying, text: string, { confirmed = [], mentions = [], atOnce = false }: Meant = {}): void {
    const isHeld = saying === 'reply' && holds.value && !atOnce
    if (saying === 'reply' && !isHeld) holding.release()
    const more = isHeld ? { held_until: Date.now() + HOLD_MS, confirmed } : { confirmed, mentions }
    const unsent = boxOf(id.value, saying).put({ v: 1, kind: 'text', text }, more)
    const fresh = { ...unsent, saying, seq: null, isSending: !isHeld, isHeld }
    pending.value = [...pending.value, fresh]
    if (isHeld) hold(fresh)
    else queueUp(fresh)
    if (isHeld) void look(fresh, text, confirmed)
  }

  /** A rule it breaks is better known before its moment is over. */
  async function look(one: Pending, text: string, confirmed: readonly string[]): Promise<void> {
    const findings = await findingsIn(text) ?? []
    const isHere = pending.value.some(({ client_id: clientId, isHeld }) => clientId === one.client_id && isHeld)
    if (isHere && verdict(findings, confirmed) !== 'fine') onStopped(one, { error: 'MustNotBeSaid', params: { findings } })
  }

  function hold(one: Pending): void {
    const conversation = id.value
    holding.hold(one.client_id, (one.held_until ?? 0) - Date.now(), () => { queueUp(one, conversation) })
  }

  function queueUp(one: Pending, conversation = id.value): void {
    change(one.client_id, { isSending: true, isHeld: false, refusal: null })
    queue = queue.then(() => send(conversation, one))
  }

  async function send(conversation: string, one: Pending): Promise<void> {
    const { client_id: clientId, saying } = one
    const box = boxOf(conversation, saying)
    if (!box.has(clientId)) { // Another tab has sent it, or she has taken it back there.
      pending.value = without(clientId)
      return
    }
    try {
      const { seq } = await say(conversation, saying, clientId, textOf(one), consult.value, one)
      box.drop(clientId)
      change(clientId, { isSending: false, seq })
    } catch (failure) {
      const refused = asRefused(failure)
      const isFinal = !refused.isPassing && refused.error !== 'NotSignedIn'
      const refusal = isFinal ? { error: refused.error, params: refused.params } : null
      if (refusal) box.refuse(clientId, refusal)
      change(clientId, { isSending: false, refusal })
      if (refusal && conversation === id.value) onStopped(one, refusal)
    }
  }

  function resend(one: Pending): void {
    boxOf(id.value, one.saying).retry(one.client_id)
    queueUp(one)
  }

  function discard({ client_id: clientId, saying }: Pending): void {
    holding.takeBack(clientId)
    boxOf(id.value, saying).drop(clientId)
    pending.value = without(clientId)
  }

  /** What can still be taken back goes now; resolves when everything that was on its way has been answered. */
  async function release(): Promise<void> {
    holding.release()
    await queue
  }

  /** The page's end waits for nobody: everything goes at once, and what does not arrive is still in the outbox. */
  function leave(): void {
    queue = Promise.resolve()
    holding.release()
  }

  watch(id, () => {
    holding.release()
    restore()
  }, { immediate: true })
  watch(() => socket.link, (link) => {
    if (link !== 'open') return
    pending.value.filter((one) => !one.isSending && !one.isHeld && goesByItself(one, Date.now()))
      .forEach((one) => { queueUp(one) })
  })
  const staysOn = whenLeaving(release)
  window.addEventListener('pagehide', leave)
  onScopeDispose(() => {
    staysOn()
    window.removeEventListener('pagehide', leave)
    holding.release()
  })

  const unsent = computed(() => stillPending(pending.value, entries.value))
  return {
    unsent, write, resend, discard, release,
    held: computed(() => unsent.value.findLast(({ isHeld }) => isHeld) ?? null),
  }
}
