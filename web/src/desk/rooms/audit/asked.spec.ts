import { describe, expect, it } from 'vitest'
import { askedBy, formIn, isCustomer, queryOf, standingOf } from './asked.ts'

const SHE = '01a21b34-be28-76eb-8fce-ee6a9a891af6'

describe('who saw her number in May', () => {
  it('is one question: days of Shanghai, both included', () => {
    const form = formIn({ customer: SHE, field: 'phone', from: '2026-05-01', to: '2026-05-31' })
    expect(askedBy(form)).toEqual({
      customer: SHE, field: 'phone', since: '2026-05-01T00:00:00+08:00', until: '2026-06-01T00:00:00+08:00',
    })
  })

  it('has an address that gives the same question again', () => {
    const form = formIn({ staff: ' LinMei ', action: 'revealed', reason: 'investigate', from: '2026-12-31', to: '2026-12-31' })
    expect(formIn(queryOf(form))).toEqual({ ...form, staff: 'LinMei' })
    expect(askedBy(form)).toMatchObject({ staff: 'linmei', until: '2027-01-01T00:00:00+08:00' })
  })

  it('leaves out what is empty or not ours', () => {
    expect(queryOf(formIn({ customer: '  ', evil: 'x', field: ['a'] }))).toEqual({})
    expect(askedBy(formIn({}))).toEqual({})
  })
})

it('knows the id of a customer from something else', () => {
  expect([SHE, SHE.replaceAll('-', ''), '', ' '].map(isCustomer)).toEqual([true, true, true, true])
  expect(['13912345678', 'L1024', `${SHE}0`].map(isCustomer)).toEqual([false, false, false])
})

it.each([[false, null, 'broken'], [true, null, 'never'], [true, { findings: 2 }, 'found'], [true, { findings: 0 }, 'proven']] as const)(
  'sound %s, verified %o: %s', (sound, verified, standing) => { expect(standingOf(sound, verified)).toBe(standing) })
