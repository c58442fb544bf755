import { onScopeDispose, ref } from 'vue'
import { storage } from '../live/writing.ts'
import { actionOf, isWriting, twins, type KeyAction } from './keys.ts'

const KEY = 'qiao:desk:letters'
interface Handler { act: () => void, may: () => boolean }
const handlers = new Map<KeyAction, Handler[]>()

/** People who dictate or press keys by accident can do without single letters. */
export const letters = ref(storage.getItem(KEY) !== 'off')

export function useLetters(on: boolean): void {
  letters.value = on
  storage.setItem(KEY, on ? 'on' : 'off')
}

/** While this component lives, `action` means `act`, where it `may` be done; the latest to say so is asked. */
export function onKey(action: KeyAction, act: () => void, may: () => boolean = () => true): void {
  const handler = { act, may }
  handlers.set(action, [...handlers.get(action) ?? [], handler])
  onScopeDispose(() => handlers.set(action, (handlers.get(action) ?? []).filter((other) => other !== handler)))
}

const handlerOf = (action: KeyAction | null | undefined) => action ? handlers.get(action)?.at(-1) : undefined

/** What can be done now. */
export const possible = (): KeyAction[] =>
  [...handlers.keys()].filter((action) => handlers.get(action)?.at(-1)?.may())

export const run = (action: KeyAction): void => handlers.get(action)?.at(-1)?.act()

/** Once, in the shell. */
export function listenToKeys(): void {
  const press = (event: KeyboardEvent) => {
    const inDialog = document.querySelector('[aria-modal="true"]') !== null
    const action = actionOf(event, { isWriting: isWriting(event.target), inDialog, letters: letters.value })
    const twin = action === null ? undefined : handlerOf(twins[action])
    const handler = twin?.may() ? twin : handlerOf(action)
    if (!handler) return
    event.preventDefault()
    handler.act()
  }
  window.addEventListener('keydown', press)
  onScopeDispose(() => window.removeEventListener('keydown', press))
}
