import type { Mask } from '../../../../shared/protocol.ts'
import type { OwnGlass, Reveal, RevealReason, RevealTarget } from '../../../api/accessWire.ts'
import type { Sight } from '../../../api/wire.ts'

/** What somebody wants to see: which value, of which field, and how it looks masked. */
export interface Wish { target: RevealTarget, field: string, masked: string }

/** A value in clear, until the moment `endsAt` of this computer's clock. */
export interface Opened extends Reveal { endsAt: number }

export function keyOf(target: RevealTarget): string {
  if ('value' in target) return `value ${target.value}`
  return 'call' in target ? `call ${target.call}` : `span ${target.message} ${target.span}`
}

export const secondsLeft = ({ endsAt }: Opened, nowMs: number): number =>
  Math.max(0, Math.ceil((endsAt - nowMs) / 1000))

export type Piece = { text: string, mask?: undefined } | { text: string, mask: Mask }

/** The text in pieces, plain and masked in turn. The server counts characters; JavaScript counts halves of some. */
export function piecesOf(text: string, masks: readonly Mask[]): Piece[] {
  const signs = Array.from(text)
  const pieces: Piece[] = []
  let done = 0
  for (const mask of [...masks].sort((one, other) => one.start - other.start)) {
    if (mask.start < done || mask.end > signs.length || mask.end <= mask.start) continue
    if (mask.start > done) pieces.push({ text: signs.slice(done, mask.start).join('') })
    pieces.push({ text: signs.slice(mask.start, mask.end).join(''), mask })
    done = mask.end
  }
  if (done < signs.length) pieces.push({ text: signs.slice(done).join('') })
  return pieces
}

export type Way =
  | { kind: 'reveal', stepUp: boolean, reasons: RevealReason[], glass?: string }
  | { kind: 'hidden' }

/** How she comes to the clear value: by the table, through glass that was broken for her, or not at all. */
export function wayTo(
  sight: Sight | undefined,
  field: string,
  reasons: readonly RevealReason[],
  glasses: readonly OwnGlass[],
  nowMs: number,
): Way {
  const clear = sight?.shown ? sight.clear : null
  if (clear?.reveal) {
    const fitting = reasons.filter(({ purposes }) => purposes.some((one) => clear.purposes.includes(one)))
    return { kind: 'reveal', stepUp: clear.step_up, reasons: fitting }
  }
  const glass = glasses.find((one) => isOpen(one, nowMs) && one.fields.includes(field))
  if (!glass) return { kind: 'hidden' }
  return { kind: 'reveal', stepUp: false, reasons: reasons.filter((one) => one.breaks_glass), glass: glass.id }
}

const isOpen = ({ approved, until }: OwnGlass, nowMs: number) =>
  approved === true && until !== null && Date.parse(until) > nowMs

/** Six digits are the one-time code of now: no password may be as short. */
export function proofOf(typed: string): { password: string } | { code: string } {
  const digits = typed.replaceAll(/\s/g, '')
  return /^\d{6}$/.test(digits) ? { code: digits } : { password: typed }
}
