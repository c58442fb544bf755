/** Where this browser keeps what an agent has written and the server does not have yet. */
import { Outbox } from '../../shared/outbox.ts'
import { browserStorage } from '../../shared/storage.ts'
import type { Saying } from '../api/calls.ts'

const DRAFTS = 'qiao:draft:'
const UNSENT = 'qiao:unsent:desk:'

export const storage = browserStorage()

const draftKey = (staff: string, conversation: string, saying: Saying) => `${DRAFTS}${staff}:${conversation}:${saying}`

export const draftOf = (staff: string, conversation: string, saying: Saying): string =>
  storage.getItem(draftKey(staff, conversation, saying)) ?? ''

export function keepDraft(staff: string, conversation: string, saying: Saying, text: string): void {
  if (text === '') storage.removeItem(draftKey(staff, conversation, saying))
  else storage.setItem(draftKey(staff, conversation, saying), text)
}

export const outboxOf = (staff: string, conversation: string, saying: Saying): Outbox =>
  new Outbox(storage, `desk:${staff}:${conversation}:${saying}`)

export function forgetWriting({ except }: { except: string | null }): void {
  const kept = (key: string) => except !== null && [DRAFTS, UNSENT].some((start) => key.startsWith(`${start}${except}:`))
  Object.keys(storage)
    .filter((key) => (key.startsWith(DRAFTS) || key.startsWith(UNSENT)) && !kept(key))
    .forEach((key) => storage.removeItem(key))
}
