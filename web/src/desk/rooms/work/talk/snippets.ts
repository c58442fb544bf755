import type { Entry } from '../../../../shared/protocol.ts'
import type { OwnSnippet, Snippet, Snippets } from '../../../api/composing.ts'
import type { Customer } from '../../../api/wire.ts'

export type Language = 'zh' | 'en'
/** What she asks for with a slash: from where, and the letters after it. */
export interface Asked { from: number, words: string }

/** A slash at the beginning or after white space, as any keyboard writes it; an input method makes 、 of the key. */
const SLASH = /(?:^|\s)[/／、](?<words>[^\s/／、]{0,20})$/u
const VARIABLE = /\{([a-z_]+)\}/g
const GAP = /【填：[^】]*】|\[fill in: [^\]]*\]/

export function askedFor(text: string, caret: number): Asked | null {
  const words = SLASH.exec(text.slice(0, caret))?.groups?.['words']
  return words === undefined ? null : { from: caret - words.length - 1, words: words.toLowerCase() }
}

const nothing = { zh: '', en: '' }
/** One of her own among those of the pack. */
export const asSnippet = ({ key, filled: text }: OwnSnippet): Snippet =>
  ({ key, text, title: nothing, group: nothing, initials: '', own: true })

/** The element that shows it: a key may be the pack's and hers. */
export const pickIdOf = ({ key, own }: Snippet): string => `pick-${own ? 'own-' : ''}${key}`

/**
 * Those that fit, her own before the pack's, and of each the best first: by key, by the sounds of the title, by its
 * words, by the words of the text.
 */
export function fitting(snippets: readonly Snippet[], words: string): Snippet[] {
  const rank = ({ key, initials, title, text }: Snippet) => [
    key.startsWith(words), initials !== '' && initials.startsWith(words), `${title.zh} ${title.en.toLowerCase()}`.includes(words),
    words.length > 1 && (key.includes(words) || initials.includes(words)),
    words.length > 1 && `${text.zh} ${text.en.toLowerCase()}`.includes(words),
  ].indexOf(true)
  return snippets
    .map((snippet) => ({ snippet, rank: rank(snippet) }))
    .filter((one) => one.rank >= 0)
    .sort((one, other) =>
      Number(other.snippet.own === true) - Number(one.snippet.own === true) || one.rank - other.rank)
    .map((one) => one.snippet)
}

/** Every variable filled in where its value is known; else a gap that is called what it is. */
export function filled(
  { text }: Snippet, language: Language, values: Readonly<Record<string, string | null>>, blanks: Snippets['blanks'],
): string {
  const gap = (name: string) => {
    const called = blanks[name]?.[language] ?? name
    return language === 'zh' ? `【填：${called}】` : `[fill in: ${called}]`
  }
  return text[language].replace(VARIABLE, (_, name: string) => values[name] ?? gap(name))
}

/** Where the first gap from `after` on stands, or else the first of all. */
export function gapIn(text: string, after = 0): readonly [number, number] | null {
  const found = GAP.exec(text.slice(after))
  if (found) return [after + found.index, after + found.index + found[0].length]
  return after > 0 ? gapIn(text) : null
}

/** How she is addressed: by the surname that the mask leaves. */
export function addressOf({ name }: Customer, language: Language): string | null {
  const surname = /^(?<surname>[\u3400-\u9fff]{1,2})\*+$/u.exec(name)?.groups?.['surname']
  return surname !== undefined && language === 'zh' ? `${surname}先生/女士` : null
}

/** The language in which the customer wrote last. */
export function languageOf(entries: readonly Entry[], otherwise: Language): Language {
  const said = entries.findLast((entry) => entry.kind === 'message' && entry.message.author.kind === 'customer')
  if (said?.kind !== 'message') return otherwise
  const { language, content } = said.message
  if (language) return language
  const text = 'text' in content ? content.text : ''
  if (/[\u3400-\u9fff]/u.test(text)) return 'zh'
  return /[a-z]{3}/i.test(text) ? 'en' : otherwise
}

/** The number of the last request that the talk shows. */
export function requestIn(entries: readonly Entry[]): string | null {
  const cards = entries.flatMap((entry) =>
    entry.kind === 'message' && entry.message.content.kind === 'card' ? [entry.message.content] : [])
  return cards.flatMap((card) => card.card === 'receipt' ? [card.number] : []).at(-1) ?? null
}
