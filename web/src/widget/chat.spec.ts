import { afterEach, describe, expect, it } from 'vitest'
import { at, message, resumed, welcome } from '../shared/testing/conversation.ts'
import { FakeSocket } from '../shared/testing/fakeSocket.ts'
import { rowsOf } from './rows.ts'
import type { Chat } from './chat.ts'
import { House, turn } from './testing/house.ts'

afterEach(() => House.close())

const texts = (chat: Chat) => rowsOf(chat.store.state).flatMap((row) => {
  const content = row.kind === 'message' ? row.message.content : row.kind === 'pending' ? row.pending.content : null
  return content?.kind === 'text' ? [content.text] : []
})
const own = (seq: number, text: string, clientId: string) => message(seq, 'customer', text, { client_id: clientId })
const idOf = (frame: Record<string, unknown> | undefined) => frame?.['client_id'] as string

async function welcomed(house = new House()): Promise<Chat> {
  const chat = await house.greeted()
  FakeSocket.latest.tell(welcome())
  await turn()
  return chat
}

describe('beginning', () => {
  it('makes a session once and says hello with its token', async () => {
    const house = new House()
    await welcomed(house)
    expect(FakeSocket.latest.sent('hello')).toEqual([{ type: 'hello', protocol: 1, token: 'secret', locale: 'zh-CN', resume: null }])
    await welcomed(new House(house.storage))
    expect(house.calls).toEqual(['GET config', 'POST sessions'])
  })

  it('shows why it cannot begin, and begins when asked again', async () => {
    const house = new House()
    house.answers['GET config'] = 503
    const chat = house.chat()
    await chat.begin()
    expect(chat.store.state.trouble?.error).toBe('E503')
    house.answers['GET config'] = new House().answers['GET config'] ?? {}
    await house.greeted()
    expect(FakeSocket.all.length).toBe(1)
  })

  it('begins a new session when the server no longer knows the old one, and keeps what was not sent', async () => {
    const house = new House()
    house.storage.setItem('qiao:token:https://service.example', 'old')
    const chat = await house.greeted()
    chat.say('在吗')
    chat.store.change({ session: { id: 's', level: 'A0', name: null } })
    FakeSocket.latest.tell({ type: 'error', error: 'SessionEnded', params: {} })
    await turn()
    FakeSocket.latest.accept()
    FakeSocket.latest.tell(welcome())
    await turn()
    expect(FakeSocket.latest.sent('hello')[0]?.['token']).toBe('secret')
    expect(FakeSocket.latest.sent('send').length).toBe(1)
  })
})

describe('saying', () => {
  it('shows a message at once and once: pending, acknowledged, in the stream', async () => {
    const chat = await welcomed()
    chat.say('早还要违约金吗')
    const id = idOf(FakeSocket.latest.sent('send')[0])
    expect(texts(chat)).toEqual(['早还要违约金吗'])
    FakeSocket.latest.tell({ type: 'ack', client_id: id, message: 'm1', seq: 1, at })
    expect([texts(chat), chat.store.state.pending[0]?.stored]).toEqual([['早还要违约金吗'], true])
    FakeSocket.latest.tell({ type: 'entry', entry: own(1, '早还要违约金吗', id) })
    expect([texts(chat), chat.store.state.pending]).toEqual([['早还要违约金吗'], []])
  })

  it('sends again under the same id after a cut before the receipt', async () => {
    const chat = await welcomed()
    chat.say('一')
    const id = idOf(FakeSocket.latest.sent('send')[0])
    FakeSocket.latest.cut()
    window.dispatchEvent(new Event('online'))
    FakeSocket.latest.accept()
    FakeSocket.latest.tell(resumed())
    await turn()
    expect(FakeSocket.latest.sent('send').map(idOf)).toEqual([id])
  })

  it('does not send again what the resumed stream already shows', async () => {
    const chat = await welcomed()
    chat.say('一')
    const id = idOf(FakeSocket.latest.sent('send')[0])
    FakeSocket.latest.cut()
    window.dispatchEvent(new Event('online'))
    FakeSocket.latest.accept()
    FakeSocket.latest.tell(resumed([own(1, '一', id)]))
    await turn()
    expect([FakeSocket.latest.sent('send'), texts(chat)]).toEqual([[], ['一']])
  })

  it('keeps the order of what was said offline', async () => {
    const chat = await welcomed()
    FakeSocket.latest.cut()
    for (const line of ['一', '二', '三']) chat.say(line)
    window.dispatchEvent(new Event('online'))
    FakeSocket.latest.accept()
    FakeSocket.latest.tell(resumed())
    await turn()
    expect(FakeSocket.latest.sent('send').map(({ content }) => (content as { text: string }).text)).toEqual(['一', '二', '三'])
  })

  it('shows a refusal with its reason and sends it again when asked', async () => {
    const chat = await welcomed()
    chat.say('一')
    const id = idOf(FakeSocket.latest.sent('send')[0])
    FakeSocket.latest.tell({ type: 'error', error: 'TooManyMessages', params: {}, client_id: id })
    expect(chat.store.state.pending[0]?.refusal?.error).toBe('TooManyMessages')
    chat.deliveries.resend(id)
    expect(FakeSocket.latest.sent('send').map(idOf)).toEqual([id, id])
    FakeSocket.latest.tell({ type: 'error', error: 'TooManyMessages', params: {}, client_id: id })
    chat.deliveries.drop(id)
    expect(texts(chat)).toEqual([])
  })

  it('what one tab could not send, another tab sends', async () => {
    const house = new House()
    const closing = house.chat()
    await closing.begin()
    closing.say('一')
    const chat = await welcomed(new House(house.storage))
    expect([FakeSocket.latest.sent('send').length, texts(chat)]).toEqual([1, ['一']])
  })
})

describe('the stream', () => {
  it('closes and resumes after a gap', async () => {
    const chat = await welcomed()
    FakeSocket.latest.tell({ type: 'entry', entry: message(1, 'bot', '您好') }, { type: 'entry', entry: message(3, 'bot', '晚了') })
    expect(FakeSocket.all.length).toBe(2)
    FakeSocket.latest.accept()
    expect(FakeSocket.latest.sent('hello')[0]?.['resume']).toEqual({ conversation: 'one', seq: 1 })
    FakeSocket.latest.tell(resumed([message(2, 'bot', '中间'), message(3, 'bot', '晚了')]))
    expect(texts(chat)).toEqual(['您好', '中间', '晚了'])
  })

  it('marks what arrived, and what was seen only while it is watched', async () => {
    const chat = await welcomed()
    FakeSocket.latest.tell({ type: 'entry', entry: message(1, 'bot', '您好') })
    chat.watch(true)
    expect(FakeSocket.latest.sent('mark')).toEqual([{ type: 'mark', delivered: 1 }, { type: 'mark', read: 1 }])
  })

  it('starts afresh in the other conversation after it moved', async () => {
    const chat = await welcomed()
    FakeSocket.latest.tell({ type: 'entry', entry: message(1, 'bot', '您好') }, { type: 'moved', conversation: 'two' })
    FakeSocket.latest.accept()
    expect(FakeSocket.latest.sent('hello')[0]?.['resume']).toBeNull()
    FakeSocket.latest.tell(welcome([message(7, 'agent', '我在')], { id: 'two' }))
    expect(texts(chat)).toEqual(['我在'])
  })

  it('shows what befalls many as soon as it is told, and no longer when it is over', async () => {
    const chat = await welcomed()
    const banner = { id: 'incident:1', text: '郑州发生暴雨洪涝', entry: { id: 'intent:disaster_affected', label: '受灾求助' }, is_local: true }
    FakeSocket.latest.tell({ type: 'entrance', ai_notice: '您好', banners: [banner], tiles: [banner.entry] })
    expect(chat.store.state.config).toMatchObject({ banners: [banner], tiles: [banner.entry], texts: { ai_notice: '您好' } })
    FakeSocket.latest.tell({ type: 'entrance', ai_notice: '您好', banners: [], tiles: [] })
    expect(chat.store.state.config?.banners).toEqual([])
  })

  it('loads older entries once at a time', async () => {
    const chat = await house7()
    chat.older()
    chat.older()
    expect(FakeSocket.latest.sent('history')).toEqual([{ type: 'history', before: 7, limit: 50 }])
  })
})

describe('leaving', () => {
  it('forgets everything of the customer on sign-out and begins anew', async () => {
    const house = new House()
    const chat = await welcomed(house)
    FakeSocket.latest.tell({ type: 'entry', entry: message(1, 'bot', '您好') })
    FakeSocket.latest.cut()
    chat.say('没发出去')
    await chat.signOut()
    expect(house.calls.slice(-3)).toEqual(['DELETE sessions/current', 'GET config', 'POST sessions'])
    expect([texts(chat), Object.keys(house.storage).filter((key) => key.includes('unsent'))]).toEqual([[], []])
  })

  it('does not pretend to have signed out when the server could not be told', async () => {
    const house = new House()
    const chat = await welcomed(house)
    house.answers['DELETE sessions/current'] = 503
    await expect(chat.signOut()).rejects.toThrow()
    expect(house.storage.getItem('qiao:token:https://service.example')).toBe('secret')
  })
})

async function house7(): Promise<Chat> {
  const chat = await new House().greeted()
  FakeSocket.latest.tell(welcome([message(7, 'bot', '您好')]))
  return chat
}
