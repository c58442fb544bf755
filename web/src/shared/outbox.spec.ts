import { describe, expect, it } from 'vitest'
import { Outbox, uuid } from './outbox.ts'
import { memoryStorage } from './storage.ts'
import type { SentContent } from './protocol.ts'

const text = (said: string): SentContent => ({ v: 1, kind: 'text', text: said })
const said = (outbox: Outbox) => outbox.all().map(({ content }) => content.kind === 'text' ? content.text : content.kind)

describe('outbox', () => {
  it('keeps what was said in order, also over a reload', () => {
    const storage = memoryStorage()
    const outbox = new Outbox(storage, 'here')
    for (const line of ['一', '二', '三']) outbox.put(text(line))
    expect(said(new Outbox(storage, 'here'))).toEqual(['一', '二', '三'])
  })

  it('is shared by tabs without overwriting each other', () => {
    const storage = memoryStorage()
    const [one, other] = [new Outbox(storage, 'here'), new Outbox(storage, 'here')]
    const first = one.put(text('一'))
    other.put(text('二'))
    one.drop(first.client_id)
    expect([said(one), said(other)]).toEqual([['二'], ['二']])
  })

  it('keeps a refused message at its place and under its id when it is sent again', () => {
    const outbox = new Outbox(memoryStorage(), 'here')
    const first = outbox.put(text('一'))
    outbox.put(text('二'))
    outbox.refuse(first.client_id, { error: 'TooManyMessages', params: {} })
    expect(outbox.all()[0]?.refusal?.error).toBe('TooManyMessages')
    outbox.retry(first.client_id)
    expect(outbox.all()[0]).toEqual(first)
  })

  it('does not mix deployments and ignores what is broken', () => {
    const storage = memoryStorage()
    new Outbox(storage, 'here').put(text('一'))
    storage.setItem('qiao:unsent:here:x', '{broken')
    expect([said(new Outbox(storage, 'there')), said(new Outbox(storage, 'here'))]).toEqual([[], ['一']])
  })

  it('refusing or retrying something unknown changes nothing', () => {
    const outbox = new Outbox(memoryStorage(), 'here')
    outbox.refuse('x', { error: 'E', params: {} })
    outbox.retry('x')
    expect(outbox.all()).toEqual([])
  })
})

it('uuid is a version 4 UUID', () => {
  expect(uuid()).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})
