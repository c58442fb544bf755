import { call } from './http.ts'
import type { Both } from './wire.ts'

/** A rule of the house that the characters `start` to `end` of a text break. */
export interface Finding {
  rule: string
  severity: 'block' | 'warn'
  start: number
  end: number
  reason: Both
  instead: Both
}

export interface Snippet { key: string, group: Both, title: Both, initials: string, text: Both }
/** `blanks`: how the gap of each variable is called. */
export interface Snippets { snippets: Snippet[], blanks: Record<string, Both> }

export const fetchSnippets = () => call<Snippets>('GET', 'desk/composing/snippets')

/** Null where nobody answers. A POST, because addresses are logged; nothing of it is kept. */
export async function findingsIn(text: string): Promise<Finding[] | null> {
  try {
    return (await call<{ findings: Finding[] }>('POST', 'desk/composing/check', { text })).findings
  } catch {
    return null
  }
}
