import type { Locale } from './format.ts'

/** Words by key; `{name}` stands for a parameter. */
export type Words<Key extends string> = Record<Locale, Record<Key, string>>
export type Params = Record<string, unknown>
export type Say<Key extends string> = (key: Key, params?: Params) => string

export function sayer<Key extends string>(words: Words<Key>, locale: Locale): Say<Key> {
  return (key, params) => filled(words[locale][key], params)
}

export function filled(text: string, params: Params = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : whole
  })
}

export function asLocale(wanted: string | null | undefined): Locale {
  return wanted?.toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}
