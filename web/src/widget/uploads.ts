import { uuid } from '../shared/outbox.ts'
import type { Config, FileContent, Refusal } from '../shared/protocol.ts'
import { Refused, type Service } from './service.ts'
import type { Store, Upload } from './state.ts'

export const AT_ONCE = 5
const LONGEST_NAME = 200
const TYPES: Record<string, string> = {
  jpg: 'image/jpeg', jpeg: 'image/jpeg', png: 'image/png', webp: 'image/webp', pdf: 'application/pdf',
}
/** What may well go by itself when the line is back. */
const PASSING = ['Offline', 'Unreachable']
const NEVER = ['FileTypeRefused', 'FileTypeMismatch', 'FileTooLarge', 'BodyTooLarge', 'PictureTooLarge', 'FileEmpty', 'FileHarmful']

/** Files the customer chose, until each is a message. One rises at a time, so that they arrive as she chose them. */
export class Uploads {
  private readonly service: Service
  private readonly store: Store
  private readonly say: (content: FileContent) => void
  private readonly files = new Map<string, File>()
  private rising: { id: string, stop: AbortController } | null = null

  constructor(service: Service, store: Store, say: (content: FileContent) => void) {
    this.service = service
    this.store = store
    this.say = say
  }

  get areTaken(): boolean {
    return (this.store.state.config?.files?.types.length ?? 0) > 0
  }

  /** Nothing goes up before she says so. Returns how many were too many. */
  choose(chosen: Iterable<File>): number {
    const files = [...chosen]
    const room = Math.max(0, AT_ONCE - this.store.state.uploads.length)
    const added = files.slice(0, room).map((file): Upload => {
      const id = uuid()
      const refusal = objectionTo(file, this.store.state.config?.files)
      this.files.set(id, file)
      const preview = refusal === null && typeOf(file).startsWith('image/') ? URL.createObjectURL(file) : null
      return { id, name: file.name, size: file.size, at: 'chosen', share: 0, preview, refusal }
    })
    this.store.change({ uploads: [...this.store.state.uploads, ...added] })
    return files.length - added.length
  }

  send(): void {
    for (const { id, at, refusal } of this.store.state.uploads) {
      if (at === 'chosen' && refusal === null) this.change(id, { at: 'waiting' })
    }
    void this.next()
  }

  again(id: string): void {
    this.change(id, { at: 'waiting', refusal: null })
    void this.next()
  }

  /** The line is back. */
  resume(): void {
    for (const { id, refusal } of this.store.state.uploads) {
      if (refusal !== null && PASSING.includes(refusal.error)) this.change(id, { at: 'waiting', refusal: null })
    }
    void this.next()
  }

  remove(id: string): void {
    if (this.rising?.id === id) this.rising.stop.abort()
    this.drop(id)
  }

  clear(): void {
    for (const { id } of this.store.state.uploads) this.remove(id)
  }

  private async next(): Promise<void> {
    if (this.rising !== null) return
    const upload = this.store.state.uploads.find(({ at, refusal }) => at === 'waiting' && refusal === null)
    const file = upload && this.files.get(upload.id)
    if (!upload || !file) return
    this.rising = { id: upload.id, stop: new AbortController() }
    this.change(upload.id, { at: 'rising', share: 0 })
    try {
      await this.rise(upload, file, this.rising.stop.signal)
    } catch (error) {
      const refusal = error instanceof Refused ? error.refusal : { error: 'UploadBroken', params: {} }
      this.change(upload.id, { at: 'waiting', refusal })
    }
    this.rising = null
    void this.next()
  }

  private async rise({ id, name }: Upload, file: File, signal: AbortSignal): Promise<void> {
    const told = (share: number) => this.change(id, { share })
    const uploaded = await this.service.upload(id, { file, name: shortened(name), type: typeOf(file) }, told, signal)
    if (!this.files.has(id)) return // she took it back as it arrived
    if (uploaded.state === 'ready') {
      this.drop(id)
      const { file: stored, name: kept, size_bytes, type } = uploaded
      this.say({ v: 1, kind: 'file', file: stored, name: kept, size_bytes, type })
    } else {
      this.change(id, { at: 'waiting', refusal: { error: uploaded.state === 'harmful' ? 'FileHarmful' : 'FileUnexamined', params: {} } })
    }
  }

  private change(id: string, change: Partial<Upload>): void {
    this.store.change({ uploads: this.store.state.uploads.map((one) => one.id === id ? { ...one, ...change } : one) })
  }

  private drop(id: string): void {
    const { uploads } = this.store.state
    const preview = uploads.find((one) => one.id === id)?.preview
    if (preview) URL.revokeObjectURL(preview)
    this.files.delete(id)
    this.store.change({ uploads: uploads.filter((one) => one.id !== id) })
  }
}

/** What speaks against a file before it goes up. */
export function objectionTo(file: File, limits: Config['files'] | undefined): Refusal | null {
  if (!limits?.types.includes(typeOf(file))) return { error: 'FileTypeRefused', params: {} }
  if (file.size === 0) return { error: 'FileEmpty', params: {} }
  return file.size > limits.max_bytes ? { error: 'FileTooLarge', params: {} } : null
}

export const mayGoAgain = ({ refusal }: Upload): boolean => refusal !== null && !NEVER.includes(refusal.error)

/** Some browsers do not tell the type of what they do not show. */
export function typeOf({ name, type }: File): string {
  return type === '' ? TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''] ?? '' : type
}

/** By whole signs: half of one cannot be encoded. */
export const shortened = (name: string): string => Array.from(name).slice(0, LONGEST_NAME).join('')
