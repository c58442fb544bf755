/** What could be said next, as docs/reference/protocol.md section 2 says it. */
import { call } from './http.ts'

export interface Suggestion {
  text: string
  /** An article by its title and day, or what so many customers (`times`) were answered before. */
  source: { kind: 'article' | 'past', title: string | null, version: string | null, times: number | null }
}
/** `about` is the number of the message they answer; none while she waits for no answer. */
export interface Suggestions { about: number | null, suggestions: Suggestion[] }

export const fetchSuggestions = (conversation: string) =>
  call<Suggestions>('GET', `desk/conversations/${encodeURIComponent(conversation)}/suggestions`)
