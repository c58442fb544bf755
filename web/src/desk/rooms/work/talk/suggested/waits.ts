import type { Entry } from '../../../../../shared/protocol.ts'

/** The number of her last message where nobody has spoken after it; nothing where somebody has. */
export function waitsSince(entries: readonly Entry[]): number | null {
  const last = entries.findLast((entry) =>
    entry.kind === 'message' && entry.message.visibility === 'public' && entry.message.author.kind !== 'house')
  return last?.kind === 'message' && last.message.author.kind === 'customer' ? last.seq : null
}
