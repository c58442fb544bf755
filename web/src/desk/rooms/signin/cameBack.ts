import type { NextStep } from '../../api/wire.ts'

/** What the address says to whoever comes back from the identity provider; the ticket stands where no log sees it. */
export function cameBack(hash: string, refused: unknown): { step: NextStep | null, refused: string } {
  const told = new URLSearchParams(hash.replace(/^#/, ''))
  const step = told.get('step')
  const ticket = told.get('ticket') ?? ''
  return {
    step: ticket !== '' && (step === 'code' || step === 'password' || step === 'enrol') ? { step, ticket } : null,
    refused: typeof refused === 'string' && /^\w{1,40}$/.test(refused) ? refused : '',
  }
}
