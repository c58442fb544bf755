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

/** `own`: she keeps it for herself. */
export interface Snippet { key: string, group: Both, title: Both, initials: string, text: Both, own?: boolean }
/** `blanks`: how the gap of each variable is called. */
export interface Snippets { snippets: Snippet[], blanks: Record<string, Both> }

/** A ready text that she keeps for herself: as she wrote it, and with the facts of the lender. */
export interface OwnSnippet { id: string, key: string, text: string, filled: Both }
export interface OwnSnippets { snippets: OwnSnippet[], at_most: number, longest: number }
export type NewSnippet = Pick<OwnSnippet, 'key' | 'text'>
/** `findings`: what will stop or warn when it is to be sent as it is. */
export interface SavedSnippet { snippet: OwnSnippet, findings: Finding[] }

const own = (id: string) => `desk/composing/own/${encodeURIComponent(id)}`

export const fetchOwnSnippets = () => call<OwnSnippets>('GET', 'desk/composing/own')
export const addSnippet = (one: NewSnippet) => call<SavedSnippet>('POST', 'desk/composing/own', one)
export const changeSnippet = (id: string, one: NewSnippet) => call<SavedSnippet>('PUT', own(id), one)
export const removeSnippet = (id: string) => call<unknown>('DELETE', own(id))

export const fetchSnippets = () => call<Snippets>('GET', 'desk/composing/snippets')

/** Null where nobody answers. A POST, because addresses are logged; nothing of it is kept. */
export async function findingsIn(text: string): Promise<Finding[] | null> {
  try {
    return (await call<{ findings: Finding[] }>('POST', 'desk/composing/check', { text })).findings
  } catch {
    return null
  }
}
