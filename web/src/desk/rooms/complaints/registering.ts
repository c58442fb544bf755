import type { NewComplaint, Relation } from '../../api/complaints.ts'

export type Form = Omit<Required<NewComplaint>, 'client_id' | 'references' | 'is_another'> & { references: string }

export const empty = (): Form => ({
  source: 'self', channel: 'phone', relation: 'self', received_on: '', references: '', handed_over_by: '', answer_by: '',
  customer: '', name: '', number: '', proof: '', broker: '', subject: '', facts: '', demand: '',
})

/** Of a proxy her authorisation, of an heir the proof of succession: of nobody else is anything asked to be shown. */
export const asksProof = (relation: Relation): relation is 'proxy' | 'heir' => relation === 'proxy' || relation === 'heir'

/** Names stand apart by commas, semicolons or 、; a name may hold spaces. */
export const namesOf = (said: string): string[] =>
  said.split(/[,，、;；\n]+/).map((one) => one.trim()).filter((one) => one !== '').slice(0, 5)

/** What is sent: what was left out is not in it. Several numbers stand apart by spaces, commas or lines. */
export function wishOf({ references, proof, ...form }: Form, clientId: string, isAnother: boolean): NewComplaint {
  const numbers = references.split(/[\s,，、;；]+/).filter((one) => one !== '')
  const said = Object.entries({ ...form, ...(asksProof(form.relation) ? { proof } : {}) })
    .map(([name, value]) => [name, value.trim()] as const).filter(([, value]) => value !== '')
  return {
    source: form.source, channel: form.channel, relation: form.relation, client_id: clientId,
    ...Object.fromEntries(said),
    ...(numbers.length > 0 ? { references: numbers } : {}),
    ...(isAnother ? { is_another: true } : {}),
  }
}
