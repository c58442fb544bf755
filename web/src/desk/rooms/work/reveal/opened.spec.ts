import { describe, expect, it } from 'vitest'
import type { RevealReason } from '../../../api/accessWire.ts'
import type { Sight } from '../../../api/wire.ts'
import { keyOf, piecesOf, proofOf, secondsLeft, wayTo } from './opened.ts'

const both = (text: string) => ({ zh: text, en: text })
const mask = (start: number, end: number, span = 0) => ({ span, field: 'phone', start, end })

describe('a text with masks', () => {
  it('is cut where the server counted, signs outside the basic plane included', () => {
    expect(piecesOf('😀打150****2222吧', [mask(2, 13)])).toEqual([
      { text: '😀打' }, { text: '150****2222', mask: mask(2, 13) }, { text: '吧' },
    ])
  })

  it('keeps every sign whatever the order, and leaves out masks that cannot be', () => {
    const masks = [mask(6, 8, 1), mask(0, 2), mask(1, 3, 2), mask(7, 99, 3), mask(3, 3, 4)]
    const pieces = piecesOf('ab cd ef g', masks)
    expect(pieces.map(({ text }) => text).join('')).toBe('ab cd ef g')
    expect(pieces.filter(({ mask: one }) => one).map(({ text }) => text)).toEqual(['ab', 'ef'])
  })
})

describe('the way to the clear value', () => {
  const reasons: RevealReason[] = [
    { id: 'investigate', name: both('调查'), purposes: ['complaint'], breaks_glass: false },
    { id: 'care_for', name: both('关怀'), purposes: ['care'], breaks_glass: false },
    { id: 'life', name: both('生命'), purposes: ['care'], breaks_glass: true },
  ]
  const shown = (clear: object) =>
    ({ name: both('手机号'), shown: true, right: 'masked', form: null, rule: 'r', acts: [], clear }) as Sight
  const open = shown({ reveal: true, step_up: true, purposes: ['complaint'] })
  const shut = shown({ reveal: false, because: 'no_grant', why: both('不'), ask: both('转') })
  const glass = (approved: boolean | null, until: string | null, field = 'phone') => ({ id: 'g1', fields: [field], approved, until })

  it('offers the reasons that serve a purpose for which the table gives it', () => {
    const way = wayTo(open, 'phone', reasons, [], 0)
    expect(way).toMatchObject({ kind: 'reveal', stepUp: true, reasons: [{ id: 'investigate' }] })
  })

  it('leads through glass only while it is open and of this field', () => {
    const later = '2026-01-01T00:10:00Z'
    const now = Date.parse('2026-01-01T00:00:00Z')
    expect(wayTo(shut, 'phone', reasons, [glass(true, later)], now))
      .toMatchObject({ kind: 'reveal', stepUp: false, glass: 'g1', reasons: [{ id: 'life' }] })
    const others = [glass(null, null), glass(false, null), glass(true, later, 'name'), glass(true, '2025-12-31T23:59:59Z')]
    expect(wayTo(shut, 'phone', reasons, others, now)).toEqual({ kind: 'hidden' })
    expect(wayTo(undefined, 'phone', reasons, [], now)).toEqual({ kind: 'hidden' })
  })
})

it('counts what is left in whole seconds and never below none', () => {
  const opened = { id: 'r', field: 'phone', value: 'x', until: '', seconds: 60, watermark: '', left_today: 1, endsAt: 10_000 }
  expect([0, 9001, 10_000, 99_000].map((now) => secondsLeft(opened, now))).toEqual([10, 1, 0, 0])
})

it('names a value and a span apart', () => {
  expect(new Set([keyOf({ value: 'a' }), keyOf({ message: 'a', span: 0 }), keyOf({ message: 'a', span: 1 })]).size).toBe(3)
})

it('takes six digits for a code, and all else for a password as it was typed', () => {
  expect(['123456', '123 456', ' a long password', '12345', '1234567'].map(proofOf)).toEqual([
    { code: '123456' }, { code: '123456' }, { password: ' a long password' }, { password: '12345' }, { password: '1234567' },
  ])
})
