/** The invented house with a record that may be the same person's. */
import type { Merge, MergePreview, NewMerge } from '../api/merges.ts'
import { me, ok, refused, type Answer, type Body } from './entrance.ts'
import { DeskHouse } from './house.ts'
import { ago, ahead } from './scenes.ts'

const merge = (change: Partial<Merge>): Merge => ({
  id: 'g1', state: 'merged', merged: 'v1', into: 'c1', reason: '客户说都是她本人', proof: 'id_tail', by: '林静',
  agreed_by: null, at: ago(60), is_yours: true, alone_until: ahead(86_000), ...change,
})

export const preview: MergePreview = {
  here: { customer: 'c1', kind: 'customer', name: '测**', fields: [{ field: 'phone', masked: '139****5678' }], counts: { contact: 3 }, last_at: ago(60) },
  other: { customer: 'v1', kind: 'visitor', name: null, fields: [], counts: { contact: 1, request: 50 }, last_at: ago(7200) },
  takes_on: [{ kind: 'hold', name: { zh: '不主动联系', en: 'No contact' }, scope: '', value: null, from: 'other' }],
  trouble: null, into: 'here', needs_second: false,
}

export class MergeHouse extends DeskHouse {
  merges: Merge[] = []
  found: MergePreview = preview
  may = ['merge']

  constructor() {
    super({ mine: 1 })
  }

  waits(change: Partial<Merge> = {}): void {
    this.merges = [merge({ state: 'proposed', proof: null, by: '周敏', is_yours: false, alone_until: null, ...change })]
  }

  linked(change: Partial<Merge> = {}): void {
    this.merges = [merge(change)]
  }

  override answer(method: string, path: string, body: Body = {}): Answer {
    if (path === 'staff/me' && this.isSignedIn) return ok({ ...me, may: this.may })
    const [, end] = path.split('/merges')
    if (end === undefined) return super.answer(method, path, body)
    const said = body as unknown as Record<string, unknown>
    if (method === 'GET') return ok({ merges: this.merges })
    if (end === '/preview') return said['other'] === 'L7KQ2-M9XTD' ? ok(this.found) : refused(404, 'OtherNotFound', {})
    if (end === '') return this.join(said as unknown as NewMerge)
    const [one] = this.merges
    if (!one) return refused(404, 'MergeNotFound', {})
    const isKept = said['agree'] === true
    this.merges = isKept ? [merge({ ...one, state: 'merged', alone_until: ahead(86_000) })] : []
    return ok({ ...one, state: isKept ? 'merged' : 'parted' })
  }

  private join({ id_tail: idTail }: NewMerge): Answer {
    if (idTail !== null && idTail !== '002X') return refused(422, 'IdTailWrong', {})
    if (idTail === null) this.waits({ is_yours: true })
    else this.linked()
    return ok(this.merges[0])
  }
}
