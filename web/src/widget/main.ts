import { asLocale } from '../shared/words.ts'
import { browserStorage } from '../shared/storage.ts'
import { Chat } from './chat.ts'
import { installCommands } from './commands.ts'
import { QiaoChat, type Mode } from './element.ts'
import { Preferences } from './preferences.ts'
import { Service } from './service.ts'

const script = document.currentScript instanceof HTMLScriptElement ? document.currentScript : null

function start(): void {
  if (customElements.get('qiao-chat')) return // the page carries the script twice
  const origin = script ? new URL(script.src).origin : location.origin
  const { entrance = 'web', mode, locale, elder } = script?.dataset ?? {}
  const preferences = new Preferences(browserStorage(), origin)
  const chat = new Chat(new Service(origin), preferences, {
    entrance,
    locale: preferences.locale ?? asLocale(locale ?? navigator.language),
    size: preferences.size ?? (elder === undefined || elder === 'false' ? 'standard' : 'elder'),
  })
  customElements.define('qiao-chat', QiaoChat)
  const element = new QiaoChat(chat, (mode === 'page' ? 'page' : 'widget') satisfies Mode)
  installCommands(chat, element)
  document.body.append(element)
}

if (document.body as HTMLElement | null) start()
else document.addEventListener('DOMContentLoaded', start)
