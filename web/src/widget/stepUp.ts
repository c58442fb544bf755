import { dayName, sameDay, timeOfDay } from '../shared/format.ts'
import type { ProofMethod, StepUpContent } from '../shared/protocol.ts'
import { refusalSentence } from '../shared/refusals.ts'
import type { Say } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import { h, keepingFocus, refill, type Child } from './dom.ts'
import { proofField } from './proofField.ts'
import { isByCode, type Proof } from './proofs.ts'
import type { ChatState } from './state.ts'
import type { WidgetKey } from './words.ts'

const TICK_MS = 1_000

export interface StepUp {
  element: HTMLElement
  update: (state: ChatState, say: Say<WidgetKey>, isOver: boolean) => void
}

/** Where a customer proves who she is: inside the conversation, and yet no part of it. */
export function stepUp(message: string, card: StepUpContent, chat: Chat, onGrown: () => void): StepUp {
  const { proofs } = chat
  const ways = h('div', { class: 'segments', role: 'group' })
  const body = h('div', { class: 'proof-body' })
  const sentence = h('p', { class: 'proof-word', role: 'status' })
  const code = proofField('code', (value) => void proofs.tryCode(message, value))
  const tail = proofField('id_tail', (value) => void proofs.tryTail(message, value))
  const again = h('button', { type: 'button', on: { click: () => void send() } })
  // The log around it reads out what comes; here only the sentence is news, and a running clock is not.
  const element = h('section', { class: 'proof', 'aria-live': 'off' }, ways, body, sentence, again)
  let ticking: ReturnType<typeof setInterval> | undefined

  async function send(): Promise<void> {
    const method = methodOf(proofs.of(message))
    if (isByCode(method)) await proofs.sendCode(message, method)
    if (proofs.of(message).code) code.focus()
  }

  const methodOf = ({ method }: Proof): ProofMethod | undefined => method ?? card.methods[0]

  function bodyOf(proof: Proof, say: Say<WidgetKey>): Child[] {
    switch (methodOf(proof)) {
      case 'code': return [h('p', { class: 'proof-hint' }, say('proof.code.hint')), proof.code && code.element]
      case 'new_number': return [h('p', { class: 'proof-hint' }, say('proof.new_number.hint')), proof.code && code.element]
      case 'id_tail': return [h('p', { class: 'proof-hint' }, say('proof.tail.hint')), tail.element]
      case 'face': return [h('p', { class: 'proof-hint' }, say('proof.face.hint')), ...faceNodes(proof, say)]
      default: return [h('p', { class: 'proof-hint' }, say('proof.sign_in'))]
    }
  }

  function faceNodes({ face, busy }: Proof, say: Say<WidgetKey>): Child[] {
    const begin = h('button', {
      type: 'button', class: 'primary', 'data-value': 'face', disabled: busy, on: { click: () => void proofs.beginFace(message) },
    }, say('proof.face.begin'))
    if (!face) return [begin]
    // Of another server's word only a web address becomes a link.
    return /^https?:\/\//.test(face.url)
      ? [h('a', { class: 'primary', href: face.url, target: '_blank', rel: 'noopener noreferrer', 'data-value': 'face' }, say('proof.face.open'))]
      : [begin]
  }

  function showAgain({ code: sent, busy }: Proof, say: Say<WidgetKey>): void {
    const seconds = sent ? Math.ceil((sent.again_at - Date.now()) / 1000) : 0
    again.className = sent ? 'quiet' : 'primary'
    again.disabled = busy || seconds > 0
    again.textContent = !sent ? say('proof.code.send') : seconds > 0 ? say('proof.code.again.in', { seconds }) : say('proof.code.again')
  }

  function tick(wanted: boolean, redraw: () => void): void {
    if (wanted) ticking ??= setInterval(redraw, TICK_MS)
    else { clearInterval(ticking); ticking = undefined }
  }

  function take(proof: Proof): void {
    if (proof.draft === '') return
    code.fill(proof.draft)
    proofs.filled(message)
  }

  return {
    element,
    update(state, say, isOver) {
      const proof = proofs.of(message)
      const closed = isOver || proof.at === 'passed' || isLocked(proof)
      const method = methodOf(proof)
      element.hidden = isOver && proof.at !== 'passed'
      element.setAttribute('aria-label', say('proof.title'))
      ways.setAttribute('aria-label', say('proof.ways'))
      ways.hidden = closed || card.methods.length < 2
      body.hidden = closed
      again.hidden = closed || !isByCode(method)
      code.update(say, proof.busy)
      tail.update(say, proof.busy)
      showAgain(proof, say)
      const shape = JSON.stringify([state.locale, method, proof.face?.url, proof.code?.id, method === 'face' && proof.busy])
      if (body.dataset['shown'] !== shape) {
        keepingFocus(element, () => {
          refill(ways, `${state.locale}${method ?? ''}`, () => card.methods.map((each) => h('button', {
            type: 'button', class: 'segment', 'aria-pressed': String(each === method), 'data-value': each,
            on: { click: () => proofs.choose(message, each) },
          }, say(`proof.way.${each}`))))
          refill(body, shape, () => bodyOf(proof, say))
        })
        onGrown()
      }
      const told = sentenceOf(proof, method, state, say)
      if (sentence.textContent !== told.text) sentence.textContent = told.text
      sentence.className = `proof-word ${told.tone}`
      take(proof)
      tick(!isOver && proof.at !== 'passed' && (proof.code !== null || proof.lockedUntil !== null), () => {
        if (element.isConnected) this.update(chat.store.state, say, isOver)
        else tick(false, () => undefined)
      })
    },
  }
}

const isLocked = ({ at, lockedUntil }: Proof): boolean =>
  at === 'locked' && (lockedUntil === null || Date.parse(lockedUntil) > Date.now())

/** The one sentence that says where it stands: what went wrong, what is awaited. */
function sentenceOf(
  proof: Proof, method: ProofMethod | undefined, state: ChatState, say: Say<WidgetKey>,
): { text: string, tone: 'good' | 'bad' | 'plain' } {
  const { at, code, refusal, triesLeft } = proof
  const left = triesLeft === null ? '' : ` ${say('proof.left', { n: triesLeft })}`
  if (at === 'passed') return { text: say('proof.passed'), tone: 'good' }
  if (isLocked(proof)) return { text: say('proof.locked', { when: lockedUntil(proof, state, say) }), tone: 'bad' }
  if (refusal) return { text: refusalSentence(refusal, state.locale), tone: 'bad' }
  const expired = code !== null && Date.parse(code.expires_at) <= Date.now()
  if (isByCode(method) && (at === 'expired' || expired)) return { text: say('proof.code.expired'), tone: 'bad' }
  if (at === 'wrong') return { text: say(method === 'id_tail' ? 'proof.tail.wrong' : 'proof.code.wrong') + left, tone: 'bad' }
  if (at === 'unsent') return { text: say('proof.code.first'), tone: 'bad' }
  if (at === 'failed') return { text: say('proof.face.failed'), tone: 'bad' }
  if (isByCode(method) && code) return { text: say('proof.code.sent', { to: code.sent_to }), tone: 'plain' }
  if (method === 'face' && proof.face) return { text: say('proof.face.waiting'), tone: 'plain' }
  return { text: '', tone: 'plain' }
}

function lockedUntil({ lockedUntil: until }: Proof, { locale }: ChatState, say: Say<WidgetKey>): string {
  if (until === null) return ''
  const time = timeOfDay(until, locale)
  return say('proof.locked.until', { time: sameDay(until, new Date().toISOString()) ? time : `${dayName(until, locale)} ${time}` })
}
