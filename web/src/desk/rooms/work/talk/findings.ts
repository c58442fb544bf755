import type { Finding } from '../../../api/composing.ts'

export interface Piece { text: string, severity: Finding['severity'] | null }

/** The text in pieces, with what is found marked. The server counts characters, a browser's string does not. */
export function marked(text: string, findings: readonly Finding[]): Piece[] {
  const signs = Array.from(text)
  const pieces: Piece[] = []
  let done = 0
  const add = (end: number, severity: Piece['severity']) => {
    if (end > done) pieces.push({ text: signs.slice(done, end).join(''), severity })
    done = Math.max(done, end)
  }
  for (const { start, end, severity } of [...findings].sort((one, other) => one.start - other.start)) {
    add(Math.min(start, signs.length), null)
    add(Math.min(end, signs.length), severity)
  }
  add(signs.length, null)
  return pieces
}

/** What the text's places hold, as it is shown beside the reason. */
export const quoted = (text: string, { start, end }: Finding): string => Array.from(text).slice(start, end).join('')

export type Verdict = 'fine' | 'warned' | 'blocked'

/** `confirmed`: the rules whose warnings she has gone over. */
export function verdict(findings: readonly Finding[], confirmed: readonly string[]): Verdict {
  if (findings.some(({ severity }) => severity === 'block')) return 'blocked'
  return findings.every(({ rule }) => confirmed.includes(rule)) ? 'fine' : 'warned'
}
