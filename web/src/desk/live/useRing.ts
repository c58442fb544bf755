import { onScopeDispose, ref, watch, type Ref } from 'vue'
import { flashTitle } from './title.ts'
import { storage } from './writing.ts'

const KEY = 'qiao:desk:sound'
const REPEAT_MS = 4000

export const isSoundOn = ref(storage.getItem(KEY) !== 'off')

export function switchSound(): void {
  isSoundOn.value = !isSoundOn.value
  storage.setItem(KEY, isSoundOn.value ? 'on' : 'off')
  if (isSoundOn.value) chime()
}

/** While `call` says something, the title shows it in turn with its own and a soft sound repeats. */
export function useRing(call: Ref<string | null>): void {
  let timer: ReturnType<typeof setInterval> | undefined
  let unflash: (() => void) | undefined

  function stop(): void {
    clearInterval(timer)
    unflash?.()
    unflash = undefined
  }

  watch(call, (words) => {
    stop()
    if (words === null) return
    unflash = flashTitle(words)
    chime()
    timer = setInterval(chime, REPEAT_MS)
  }, { immediate: true })
  onScopeDispose(stop)
}

let audio: AudioContext | undefined

/** Two soft tones, once. */
export function chime(): void {
  if (!isSoundOn.value || typeof AudioContext === 'undefined') return
  // Before the first key or click browsers play nothing; the title alone tells then.
  if (!navigator.userActivation.hasBeenActive) return
  const context = audio ??= new AudioContext()
  void context.resume()
  for (const [place, pitch] of [587, 784].entries()) tone(context, pitch, place * 0.18)
}

function tone(context: AudioContext, pitch: number, after: number): void {
  const start = context.currentTime + after
  const volume = context.createGain()
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(0.08, start + 0.02)
  volume.gain.exponentialRampToValueAtTime(0.0005, start + 0.6)
  const source = new OscillatorNode(context, { frequency: pitch })
  source.connect(volume).connect(context.destination)
  source.start(start)
  source.stop(start + 0.7)
}
