import { createI18n } from 'vue-i18n'
import { asLocale } from '../../shared/words.ts'
import type { Locale } from '../../shared/format.ts'
import { storage } from '../live/writing.ts'
import { en } from './words/en.ts'
import { zhCN } from './words/zh-CN.ts'

const KEY = 'qiao:desk:locale'

export const i18n = createI18n({
  legacy: false,
  locale: asLocale(storage.getItem(KEY) ?? 'zh-CN'),
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zhCN, en },
})

export function speak(locale: Locale): void {
  i18n.global.locale.value = locale
  storage.setItem(KEY, locale)
  document.documentElement.lang = locale
}
