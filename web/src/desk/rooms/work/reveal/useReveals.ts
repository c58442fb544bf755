import { computed, inject, onScopeDispose, provide, ref, shallowReactive, shallowRef, watch, type InjectionKey, type Ref } from 'vue'
import * as calls from '../../../api/accessCalls.ts'
import type { View } from '../../../api/wire.ts'
import { keyOf, proofOf, type Opened, type Wish } from './opened.ts'

/** What is open in clear at this desk now. It lives here alone: in no cache, no storage, and no longer than it may. */
function makeReveals(conversation: Ref<string | null>, view: Ref<View | undefined>, inHand: Ref<boolean>) {
  const opened = shallowReactive(new Map<string, Opened>())
  const timers = new Map<string, ReturnType<typeof setTimeout>>()
  const wish = shallowRef<Wish | null>(null)
  const matching = ref<string | null>(null)
  let provedUntil = 0

  function close(key: string): void {
    clearTimeout(timers.get(key))
    timers.delete(key)
    opened.delete(key)
  }

  const closeAll = () => { for (const key of [...opened.keys()]) close(key) }

  /** Where the computer slept, timers come late. */
  const closeOver = () => { for (const [key, one] of [...opened]) if (one.endsAt <= Date.now()) close(key) }

  async function open(wanted: Wish, reason: string, glass?: string): Promise<void> {
    const from = conversation.value
    if (from === null) return
    const answer = await calls.reveal(from, wanted.target, reason, glass)
    // She may have gone on to another customer meanwhile, or the contact ended.
    if (conversation.value !== from || !inHand.value) return
    const key = keyOf(wanted.target)
    close(key)
    opened.set(key, { ...answer, endsAt: Date.now() + answer.seconds * 1000 })
    timers.set(key, setTimeout(() => close(key), answer.seconds * 1000))
  }

  async function prove(typed: string): Promise<void> {
    const { until } = await calls.stepUp(proofOf(typed))
    provedUntil = Date.parse(until)
  }

  watch([conversation, inHand], () => {
    closeAll()
    wish.value = null
    matching.value = null
  })
  document.addEventListener('visibilitychange', closeOver)
  window.addEventListener('pagehide', closeAll)
  onScopeDispose(() => {
    closeAll()
    document.removeEventListener('visibilitychange', closeOver)
    window.removeEventListener('pagehide', closeAll)
  })

  return {
    conversation, view, opened, wish, matching, open, close, prove,
    ask: (wanted: Wish) => { wish.value = wanted },
    match: (field: string | null) => { matching.value = field },
    hasProved: () => provedUntil > Date.now(),
    forgetProof: () => { provedUntil = 0 },
    mark: computed(() => [...opened.values()].at(-1)?.watermark ?? ''),
  }
}

export type Reveals = ReturnType<typeof makeReveals>
const KEY: InjectionKey<Reveals> = Symbol('reveals')

/** Once, around everything that shows something of the open conversation. */
export function provideReveals(
  conversation: Ref<string | null>, view: Ref<View | undefined>, inHand: Ref<boolean>,
): Reveals {
  const reveals = makeReveals(conversation, view, inHand)
  provide(KEY, reveals)
  return reveals
}

export const useReveals = (): Reveals | null => inject(KEY, null)
