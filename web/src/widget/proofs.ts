import type { CodeTried, FaceCheck, Level, ProofMethod, Refusal, SentCode } from '../shared/protocol.ts'
import type { Preferences } from './preferences.ts'
import { openStepUp } from './rows.ts'
import { Refused, type Service } from './service.ts'
import type { Store } from './state.ts'

/** The server is asked for patience, too: this only keeps the button from being pressed in vain. */
const AGAIN_AFTER_MS = 60_000
const LOOK_EVERY_MS = 3_000
const LOOK_FOR_MS = 15 * 60_000
const FACE_ENDED = ['failed', 'refused', 'expired', 'cancelled', 'locked']

/** A code on its way; `again_at` is when another may be asked for, in ms. */
export interface Sent extends SentCode { again_at: number }

/** The methods by which a code is sent and typed. */
type ByCode = 'code' | 'new_number'
export const isByCode = (method: ProofMethod | undefined): method is ByCode => method === 'code' || method === 'new_number'

/** How far the proof that one message asked for has come. */
export interface Proof {
  /** The way she chose; null is the first one offered. */
  method: ProofMethod | null
  at: 'asking' | 'unsent' | 'wrong' | 'expired' | 'failed' | 'locked' | 'passed'
  busy: boolean
  code: Sent | null
  face: FaceCheck | null
  triesLeft: number | null
  lockedUntil: string | null
  refusal: Refusal | null
  /** A code written into the chat, on its way into its field. */
  draft: string
}

const begun: Proof = {
  method: null, at: 'asking', busy: false, code: null, face: null, triesLeft: null, lockedUntil: null, refusal: null, draft: '',
}

/** Gives the proofs that the robot asks for. A code goes to its own endpoint and never into the conversation. */
export class Proofs {
  private readonly service: Service
  private readonly preferences: Preferences
  private readonly store: Store

  constructor(service: Service, preferences: Preferences, store: Store) {
    this.service = service
    this.preferences = preferences
    this.store = store
  }

  of(message: string): Proof {
    return this.store.state.proofs[message] ?? { ...begun, code: this.remembered(message) }
  }

  /** The message that waits for a code, if one does. */
  waitingForCode(): string | null {
    const open = openStepUp(this.store.state)
    return open?.methods.some(isByCode) && this.of(open.message).at !== 'passed' ? open.message : null
  }

  choose(message: string, method: ProofMethod): void {
    this.change(message, { method, at: this.of(message).at === 'locked' ? 'locked' : 'asking', refusal: null })
  }

  /** A code written into the chat goes where it belongs. */
  fill(message: string, code: string): void {
    const method = openStepUp(this.store.state)?.methods.find(isByCode) ?? 'code'
    this.change(message, this.of(message).code ? { method, draft: code } : { method, at: 'unsent' })
  }

  filled(message: string): void {
    this.change(message, { draft: '' })
  }

  sendCode(message: string, method: ByCode): Promise<void> {
    return this.act(message, async () => {
      const sent = method === 'code' ? this.service.sendCode() : this.service.sendToNumber()
      const code = { ...await sent, again_at: Date.now() + AGAIN_AFTER_MS }
      this.preferences.sentCode = { message, code }
      this.change(message, { at: 'asking', code, triesLeft: null })
    })
  }

  tryCode(message: string, code: string): Promise<void> {
    return this.act(message, async () => {
      const sent = this.of(message).code
      if (!sent) return
      const tried = await this.service.tryCode(sent.id, code)
      if (tried.state === 'passed') this.passed(message, tried.level)
      else this.change(message, notYet(tried))
    })
  }

  tryTail(message: string, tail: string): Promise<void> {
    return this.act(message, async () => {
      const { matches, tries_left: triesLeft, level, locked_until: lockedUntil } = await this.service.tryTail(tail)
      if (matches) this.passed(message, level)
      else if (lockedUntil !== null || triesLeft === 0) this.change(message, { at: 'locked', lockedUntil })
      else this.change(message, { at: 'wrong', triesLeft })
    })
  }

  beginFace(message: string): Promise<void> {
    return this.act(message, async () => {
      const face = await this.service.beginFace()
      this.change(message, { at: 'asking', face })
      this.look(message, face, Date.now() + LOOK_FOR_MS)
    })
  }

  private look(message: string, face: FaceCheck, until: number): void {
    setTimeout(() => {
      if (this.store.state.proofs[message]?.face?.id !== face.id) return
      if (Date.now() > until) { this.change(message, { at: 'failed', face: null }); return }
      this.service.face(face.id).then(({ state, level }) => {
        if (state === 'passed') this.passed(message, level)
        else if (FACE_ENDED.includes(state)) this.change(message, { at: 'failed', face: null })
        else this.look(message, face, until)
      }, () => this.look(message, face, until)) // a lost answer is asked for again
    }, LOOK_EVERY_MS)
  }

  private passed(message: string, level: Level): void {
    const { session } = this.store.state
    this.preferences.sentCode = null
    this.change(message, { at: 'passed', code: null, face: null, triesLeft: null })
    if (session) this.store.change({ session: { ...session, level } })
  }

  /** Never twice at once; what was refused is said on the card. */
  private async act(message: string, work: () => Promise<void>): Promise<void> {
    if (this.of(message).busy) return
    this.change(message, { busy: true, refusal: null })
    try {
      await work()
    } catch (error) {
      this.change(message, afterRefusal(error instanceof Refused ? error.refusal : { error: '', params: {} }))
    } finally {
      this.change(message, { busy: false })
    }
  }

  private change(message: string, change: Partial<Proof>): void {
    this.store.change({ proofs: { ...this.store.state.proofs, [message]: { ...this.of(message), ...change } } })
  }

  /** Reading the text message may cost a phone this page; the code that was sent still counts. */
  private remembered(message: string): Sent | null {
    const held = this.preferences.sentCode
    return held?.message === message && Date.parse(held.code.expires_at) > Date.now() ? held.code : null
  }
}

function afterRefusal(refusal: Refusal): Partial<Proof> {
  const { reason, locked_until: until } = refusal.params
  if (reason === 'CodeOver' || refusal.error === 'ProofNotFound') return { at: 'expired', triesLeft: null }
  if (reason === 'CodesLocked' || reason === 'MatchesLocked' || typeof until === 'string') {
    return { at: 'locked', lockedUntil: typeof until === 'string' ? until : null }
  }
  return { refusal }
}

function notYet({ state, tries_left: triesLeft, locked_until: lockedUntil }: CodeTried): Partial<Proof> {
  if (state === 'locked') return { at: 'locked', lockedUntil }
  return state === 'expired' || triesLeft === 0 ? { at: 'expired', triesLeft: null } : { at: 'wrong', triesLeft }
}

/** The digits of a text that is nothing but a code, however it is written; null where it says anything else. */
export function codeIn(text: string): string | null {
  const spoken = text.normalize('NFKC').replace(/(\d)[\s-](?=\d)/g, '$1')
  const [code, ...more] = spoken.match(/\d+/g) ?? []
  if (code?.length !== 6 || more.length > 0) return null
  const rest = spoken.replace(code, '').toLowerCase()
  return /^(我的|收到的|短信|验证码|校验码|是|为|my|the|code|is|[\s:,.。、"'“”])*$/.test(rest) ? code : null
}
