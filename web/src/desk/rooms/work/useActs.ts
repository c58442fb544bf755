import { inject, onScopeDispose, provide, type InjectionKey } from 'vue'
import type { Act, Do } from '../../api/assist.ts'

type Taker = (act: Act) => void
type Takers = Map<Do, Taker>
const key: InjectionKey<Takers> = Symbol('acts')

/** The page of a conversation in hand, in whose parts the actions of advised steps are at home. */
export function provideActs(): void {
  provide(key, new Map())
}

/** While this component lives, it takes steps of this kind. */
export function onAct(what: Do, taker: Taker): void {
  const takers = inject(key, undefined)
  takers?.set(what, taker)
  onScopeDispose(() => { if (takers?.get(what) === taker) takers.delete(what) })
}

/** Takes a step where its action is at home. */
export function useTake(): Taker {
  const takers = inject(key, undefined)
  return (act) => takers?.get(act.do)?.(act)
}
