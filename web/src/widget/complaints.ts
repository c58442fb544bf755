import { uuid } from '../shared/outbox.ts'
import type { OwnComplaintWhole } from '../shared/ownComplaints.ts'
import type { Content, Refusal } from '../shared/protocol.ts'
import { Refused, type Service } from './service.ts'
import type { ComplaintForm, ComplaintsView, Store } from './state.ts'
import { AT_ONCE, objectionTo, shortened, typeOf } from './uploads.ts'

type Shown = Extract<ComplaintsView, { at: 'shown' }>

/** The customer's own complaints: fetched when she looks, and again when one of them has news. */
export class Complaints {
  private readonly service: Service
  private readonly store: Store
  private round = 0
  /** What she has typed, by form: it outlives a refusal and a redraw. */
  readonly typed = { facts: '', verify: '', number: '', digits: '' }
  private readonly files = new Map<string, File>()
  /** Of files that are up already, by the id they were chosen under: a second try does not send them again. */
  private readonly uploaded = new Map<string, string>()
  private sending = ''

  constructor(service: Service, store: Store) {
    this.service = service
    this.store = store
  }

  open(): void {
    this.forget()
    this.show({ at: 'loading' })
    void this.load(null)
  }

  close(): void {
    this.round += 1
    this.forget()
    if (this.store.state.complaints) this.show(null)
  }

  choose(id: string): void {
    void this.load(id)
  }

  /** From a form to its complaint, from one complaint to the list, from the list to the conversation. */
  back(): void {
    const view = this.shown
    if (view?.form && view.form.at !== 'number') this.change({ form: null, word: null })
    else if (view?.chosen) this.change({ chosen: null, form: null, word: null })
    else this.close()
  }

  begin(form: ComplaintForm): void {
    this.change({ form, word: null })
  }

  /** What is not taken is named at once. */
  addFiles(chosen: Iterable<File>): void {
    const form = this.shown?.form
    if (form?.at !== 'facts') return
    const limits = this.store.state.config?.files
    const files = [...form.files]
    let refusal: Refusal | null = null
    for (const file of [...chosen].slice(0, AT_ONCE - form.files.length)) {
      const objection = objectionTo(file, limits)
      refusal ??= objection
      if (objection) continue
      const id = uuid()
      this.files.set(id, file)
      files.push({ id, name: file.name })
    }
    this.change({ form: { at: 'facts', files }, word: refusal && { at: 'refused', refusal } })
  }

  removeFile(id: string): void {
    const form = this.shown?.form
    if (form?.at === 'facts') this.change({ form: { at: 'facts', files: form.files.filter((one) => one.id !== id) } })
  }

  addFacts(): Promise<void> {
    const form = this.shown?.form
    const files = form?.at === 'facts' ? form.files : []
    this.sending ||= uuid()
    return this.act('facts', async (id) => {
      const sent: string[] = []
      for (const one of files) sent.push(await this.upload(one.id))
      return this.service.addFacts(id, { client_id: this.sending, words: this.typed.facts, files: sent })
    })
  }

  withdraw(): Promise<void> {
    return this.act('withdraw', (id) => this.service.withdrawComplaint(id))
  }

  rate(score: number, reasons: readonly string[]): Promise<void> {
    return this.act('rate', (id) => this.service.rateComplaint(id, { score, reasons }))
  }

  verify(): Promise<void> {
    return this.act('verify', (id) => this.service.verifyComplaint(id, this.typed.verify))
  }

  async lookUp(): Promise<void> {
    const view = this.shown
    if (!view || view.word?.at === 'sending') return
    const round = this.round
    this.change({ word: { at: 'sending' }, found: null })
    try {
      const found = await this.service.complaintByNumber(this.typed.number.trim(), this.typed.digits.trim())
      if (round === this.round) this.change({ word: null, found })
    } catch (error) {
      if (round === this.round) this.change({ word: { at: 'refused', refusal: refusalOf(error) } })
    }
  }

  /** Where something may have come of a complaint, what is on the screen is fetched anew. */
  hear(content: Content): void {
    const view = this.shown
    const isNews = content.kind === 'notice' && content.notice.startsWith('complaint_')
    if (isNews && view && !view.form) void this.load(view.chosen?.id ?? null)
  }

  /** One at a time: what is being sent is not overtaken. */
  private async act(form: Exclude<ComplaintForm['at'], 'number'>, send: (id: string) => Promise<OwnComplaintWhole>): Promise<void> {
    const view = this.shown
    if (!view?.chosen || view.word?.at === 'sending') return
    const round = this.round
    this.change({ word: { at: 'sending' } })
    try {
      const chosen = await send(view.chosen.id)
      if (round !== this.round) return
      this.forget()
      const items = view.items.map((one) => one.id === chosen.id ? chosen : one)
      this.show({ ...view, items, chosen, form: null, word: { at: 'done', form } })
    } catch (error) {
      if (round === this.round) this.change({ word: { at: 'refused', refusal: refusalOf(error) } })
    }
  }

  private async upload(id: string): Promise<string> {
    const known = this.uploaded.get(id)
    const file = this.files.get(id)
    if (known !== undefined || !file) return known ?? ''
    const given = { file, name: shortened(file.name), type: typeOf(file) }
    const { file: stored, state } = await this.service.upload(id, given, () => undefined, new AbortController().signal)
    if (state !== 'ready') {
      throw new Refused({ error: state === 'harmful' ? 'FileHarmful' : 'FileUnexamined', params: {} }, 0)
    }
    this.uploaded.set(id, stored)
    return stored
  }

  private forget(): void {
    Object.assign(this.typed, { facts: '', verify: '', number: '', digits: '' })
    this.files.clear()
    this.uploaded.clear()
    this.sending = ''
  }

  private async load(id: string | null): Promise<void> {
    const round = ++this.round
    try {
      const [items, chosen] = await Promise.all([
        this.service.complaints(), id === null ? null : this.service.complaint(id),
      ])
      if (round === this.round) this.show({ at: 'shown', items, chosen, form: null, word: null, found: null })
    } catch (error) {
      if (round === this.round) this.show({ at: 'failed', refusal: refusalOf(error) })
    }
  }

  private get shown(): Shown | null {
    const { complaints } = this.store.state
    return complaints?.at === 'shown' ? complaints : null
  }

  private change(change: Partial<Shown>): void {
    const view = this.shown
    if (view) this.show({ ...view, ...change })
  }

  private show(complaints: ComplaintsView | null): void {
    this.store.change({ complaints })
  }
}

const refusalOf = (error: unknown): Refusal => error instanceof Refused ? error.refusal : { error: '', params: {} }
