/** The invented house with what a customer has had to do with it. */
import type { Dealing, DealingKind, Dealings } from '../api/dealings.ts'
import type { Entry } from '../../shared/protocol.ts'
import type { Answer } from './entrance.ts'
import { DeskHouse } from './house.ts'
import { ago, entriesOf } from './scenes.ts'

const PAGE = 4
const DAY_S = 86_400
const both = (zh: string) => ({ zh, en: `in English: ${zh}` })

export const dealing = (id: string, kind: DealingKind, change: Partial<Dealing> = {}): Dealing => ({
  kind, id, at: ago(DAY_S), title: null, about: null, number: null, state: null, contact: null, channel: null, by: [],
  score: null, due_at: null, ended_at: null, ...change,
})

export class DealingsHouse extends DeskHouse {
  kinds: DealingKind[] = ['contact', 'request', 'complaint']
  fails = false
  /** The newest first. */
  known: Dealing[] = [
    dealing('k1', 'contact', { at: ago(60), contact: 'k1', state: 'open', about: '利息怎么算' }),
    dealing('q1', 'request', { at: ago(DAY_S), contact: 'k2', title: both('提前结清'), number: 'RQ2-M9', state: 'pending' }),
    dealing('k2', 'contact', {
      at: ago(DAY_S + 60), contact: 'k2', title: both('怎么还款'), about: '想提前还', state: 'solved', by: ['陈晨'], score: 5,
    }),
    dealing('t1', 'complaint', { at: ago(DAY_S * 2), contact: 'k3', number: 'TX7-P4', state: 'late', due_at: ago(600) }),
    ...Array.from({ length: 5 }, (_, place) => dealing(`o${place}`, 'contact', {
      at: ago(DAY_S * (3 + place)), contact: `c${place}`, about: `更早的第 ${place + 1} 次`, state: 'idle', by: ['bot'],
    })),
  ]

  constructor() {
    super({ mine: 1 })
  }

  override answer(method: string, path: string, body = {}): Answer {
    const [address = '', query = ''] = path.split('?')
    const asked = new URLSearchParams(query)
    const [, told, contact] = /^desk\/conversations\/c0\/(dealings)(?:\/contacts\/(.*))?$/.exec(address) ?? []
    if (!told) return super.answer(method, path, body)
    if (this.fails) return { status: 503, body: { error: 'Unavailable', params: {} } }
    return { status: 200, body: contact ? this.talk(contact, asked.get('before')) : this.page(asked) }
  }

  /** Something new of her, of which whoever watches is told. */
  happens(one: Dealing): void {
    this.known = [one, ...this.known]
    for (const guest of this.guests) guest.send({ type: 'dealings', conversation: 'c0' })
  }

  private page(asked: URLSearchParams): Dealings {
    const kind = asked.get('kind')
    const of = this.known.filter((one) => kind === null || one.kind === kind)
    const from = of.findIndex(({ id }) => id === asked.get('before')) + 1
    const dealings = of.slice(from, from + PAGE)
    return { dealings, next: from + PAGE < of.length ? dealings.at(-1)?.id ?? null : null, kinds: this.kinds }
  }

  private talk(contact: string, before: string | null): { number: string, entries: Entry[], has_more: boolean } {
    const entries = entriesOf(`${contact} 里说的话`, 6).filter(({ seq }) => before === null || seq < Number(before))
    return { number: contact, entries: entries.slice(-8), has_more: entries.length > 8 }
  }
}
