import type { Refusal, SentContent } from './protocol.ts'

export interface Unsent {
  client_id: string
  content: SentContent
  /** Milliseconds since 1970 on this device; only the order among unsent messages depends on it. */
  at: number
  /** The server's refusal: this one waits for the customer. */
  refusal: Refusal | null
  /** Until then it may be taken back; it goes afterwards. */
  held_until?: number
  /** Warnings that were read and gone over, by rule. */
  confirmed?: readonly string[]
  /** The colleagues who are mentioned in it, by id. */
  mentions?: readonly string[]
}

/**
 * What this browser wants to say and has no receipt for. Every message is a storage item of its own, so that tabs
 * never overwrite each other; any tab may send any of them, because the server stores a `client_id` once.
 */
export class Outbox {
  private readonly storage: Storage
  private readonly prefix: string

  constructor(storage: Storage, owner: string) {
    this.storage = storage
    this.prefix = `qiao:unsent:${owner}:`
  }

  put(content: SentContent, more: Pick<Unsent, 'held_until' | 'confirmed' | 'mentions'> = {}): Unsent {
    const last = this.all().at(-1)
    const unsent = { client_id: uuid(), content, at: Math.max(Date.now(), (last?.at ?? 0) + 1), refusal: null, ...more }
    this.write(unsent)
    return unsent
  }

  /** Everything unsent, oldest first. */
  all(): Unsent[] {
    return Object.keys(this.storage)
      .filter((key) => key.startsWith(this.prefix))
      .map((key) => parsed(this.storage.getItem(key)))
      .filter((unsent) => unsent !== null)
      .sort((a, b) => a.at - b.at)
  }

  has(clientId: string): boolean {
    return this.storage.getItem(this.prefix + clientId) !== null
  }

  refuse(clientId: string, refusal: Refusal): void {
    this.change(clientId, { refusal })
  }

  /** The customer wants a refused message to go again, under the same id and at the same place. */
  retry(clientId: string): void {
    this.change(clientId, { refusal: null })
  }

  drop(clientId: string): void {
    this.storage.removeItem(this.prefix + clientId)
  }

  clear(): void {
    for (const { client_id: clientId } of this.all()) this.drop(clientId)
  }

  holds(key: string | null): boolean {
    return key?.startsWith(this.prefix) ?? false
  }

  private change(clientId: string, change: Partial<Unsent>): void {
    const unsent = parsed(this.storage.getItem(this.prefix + clientId))
    if (unsent) this.write({ ...unsent, ...change })
  }

  private write(unsent: Unsent): void {
    this.storage.setItem(this.prefix + unsent.client_id, JSON.stringify(unsent))
  }
}

function parsed(stored: string | null): Unsent | null {
  try {
    const unsent = JSON.parse(stored ?? 'null') as Partial<Unsent> | null
    return unsent?.client_id && unsent.content ? { at: 0, refusal: null, ...unsent } as Unsent : null
  } catch {
    return null
  }
}

/** `crypto.randomUUID` exists on secure pages only; a test server in the house may be plain http. */
export function uuid(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
