import { onScopeDispose, readonly, ref, type Ref } from 'vue'

const nowMs = ref(Date.now())
let aheadMs = 0
let listeners = 0
let timer: ReturnType<typeof setInterval> | undefined

const tick = () => { nowMs.value = Date.now() + aheadMs }

/** The house's clock in whole ticks of a second: countdowns must not depend on how this computer's clock is set. */
export function useClock(): Readonly<Ref<number>> {
  if (listeners++ === 0) timer = setInterval(tick, 1000)
  tick()
  onScopeDispose(() => { if (--listeners === 0) clearInterval(timer) })
  return readonly(nowMs)
}

/** The server told its time. Small differences are the way it travelled. */
export function setServerTime(at: string): void {
  const ahead = Date.parse(at) - Date.now()
  if (Number.isNaN(ahead)) return
  aheadMs = Math.abs(ahead) < 1500 ? 0 : ahead
}
