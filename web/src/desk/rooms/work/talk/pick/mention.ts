import type { Mentionable } from '../../../../api/mentions.ts'
import type { Asked } from '../snippets.ts'

/** An at sign as any keyboard writes it, and the letters after it; in an address it follows others. */
const AT = /(?:^|[^\w.])[@＠](?<words>[^\s@＠]{0,20})$/u
const MOST = 8

export function personAskedFor(text: string, caret: number): Asked | null {
  const words = AT.exec(text.slice(0, caret))?.groups?.['words']
  return words === undefined ? null : { from: caret - words.length - 1, words: words.toLowerCase() }
}

/** Those whose name holds the words, whose name begins with them first. */
export function namedLike(people: readonly Mentionable[], words: string): Mentionable[] {
  const place = ({ name }: Mentionable) => name.toLowerCase().indexOf(words)
  return people
    .filter((one) => place(one) >= 0)
    .sort((one, other) => Number(place(one) > 0) - Number(place(other) > 0))
    .slice(0, MOST)
}

/**
 * Whom a note mentions: everybody whose name follows an at sign. Of two of the same name it is the one she picked;
 * a name within a longer one is not meant.
 */
export function mentionedIn(
  text: string, people: readonly Mentionable[], picked: ReadonlyMap<string, string>,
): string[] {
  const longestFirst = [...new Set(people.map(({ name }) => name))].sort((one, other) => other.length - one.length)
  let rest = text.replaceAll('＠', '@')
  const found: string[] = []
  for (const name of longestFirst) {
    if (!rest.includes(`@${name}`)) continue
    rest = rest.replaceAll(`@${name}`, '')
    const id = picked.get(name) ?? people.find((one) => one.name === name)?.id
    if (id !== undefined) found.push(id)
  }
  return found
}
