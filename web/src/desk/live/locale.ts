import { defineStore } from 'pinia'
import { computed } from 'vue'
import type { Both } from '../api/wire.ts'
import type { Locale } from '../../shared/format.ts'
import { asLocale } from '../../shared/words.ts'
import { i18n, speak } from '../app/i18n.ts'

export const localeNames: Record<Locale, string> = { 'zh-CN': '简体中文', en: 'English' }

export const useLocale = defineStore('locale', () => {
  const locale = computed(() => asLocale(i18n.global.locale.value))
  /** What the server says in both languages. */
  const said = (text: Both) => locale.value === 'en' ? text.en : text.zh
  return { locale, speak, said }
})
