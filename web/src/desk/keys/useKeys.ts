import { onScopeDispose, ref } from 'vue'
import { storage } from '../live/writing.ts'
import { actionOf, isWriting, type KeyAction } from './keys.ts'

const KEY = 'qiao:desk:letters'
const handlers = new Map<KeyAction, (() => void)[]>()

/** People who dictate or press keys by accident can do without single letters. */
export const letters = ref(storage.getItem(KEY) !== 'off')

export function useLetters(on: boolean): void {
  letters.value = on
  storage.setItem(KEY, on ? 'on' : 'off')
}

/** While this component lives, `action` means `handler`; the latest to say so is asked. */
export function onKey(action: KeyAction, handler: () => void): void {
  handlers.set(action, [...handlers.get(action) ?? [], handler])
  onScopeDispose(() => handlers.set(action, (handlers.get(action) ?? []).filter((other) => other !== handler)))
}

/** Once, in the shell. */
export function listenToKeys(): void {
  const press = (event: KeyboardEvent) => {
    const inDialog = document.querySelector('[aria-modal="true"]') !== null
    const action = actionOf(event, { isWriting: isWriting(event.target), inDialog, letters: letters.value })
    const handler = action && handlers.get(action)?.at(-1)
    if (!handler) return
    event.preventDefault()
    handler()
  }
  window.addEventListener('keydown', press)
  onScopeDispose(() => window.removeEventListener('keydown', press))
}
