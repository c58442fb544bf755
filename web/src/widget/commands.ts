import { asLocale } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import type { QiaoChat } from './element.ts'
import { Refused } from './service.ts'

export type Command =
  | ['identify', string]
  | ['open'] | ['close'] | ['signOut']
  | ['locale', string]
  | ['elder', boolean]
  | ['entrance', string]

export interface QiaoCommands {
  (...command: Command): void
  q?: ArrayLike<unknown>[]
}

declare global {
  interface Window { Qiao?: QiaoCommands }
}

/** `window.Qiao(…)`: what the host page called before this script came is done first, in order. */
export function installCommands(chat: Chat, element: QiaoChat): void {
  const waiting = window.Qiao?.q ?? []
  const run = (...command: Command): void => { void obey(command, chat, element) }
  window.Qiao = run
  for (const early of waiting) run(...Array.from(early) as Command)
}

async function obey(command: Command, chat: Chat, element: QiaoChat): Promise<void> {
  switch (command[0]) {
    case 'open': { element.openChat(); return }
    case 'close': { element.closeChat(); return }
    case 'entrance': { chat.session.entrance = command[1]; return }
    case 'locale': return chat.setLocale(asLocale(command[1]))
    case 'elder': { chat.setSize(command[1] ? 'elder' : 'standard'); return }
    case 'identify': return report('identify', () => chat.identify(command[1]))
    case 'signOut': return report('signOut', () => chat.signOut())
    default: console.warn('Qiao: unknown command', String(command[0]))
  }
}

/** The host page hears how it went, so that it can fetch a fresh token: `addEventListener('qiao', …)`. */
async function report(command: string, act: () => Promise<void>): Promise<void> {
  let error: string | null = null
  try {
    await act()
  } catch (trouble) {
    error = trouble instanceof Refused ? trouble.refusal.error : 'Unexpected'
  }
  window.dispatchEvent(new CustomEvent('qiao', { detail: { command, error } }))
}
