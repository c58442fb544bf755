import { vi } from 'vitest'
import { memoryStorage } from '../../shared/storage.ts'
import { FakeSocket } from '../../shared/testing/fakeSocket.ts'
import { config } from '../../shared/testing/conversation.ts'
import { Chat } from '../chat.ts'
import { Preferences } from '../preferences.ts'
import { Service } from '../service.ts'

type Answer = object | number

/** A server whose HTTP answers and socket the test holds in its hands, and a browser with its storage. */
export class House {
  private static readonly chats: Chat[] = []
  readonly calls: string[] = []
  readonly bodies: unknown[] = []
  readonly answers: Record<string, Answer> = {
    'GET config': config,
    'POST sessions': { session: 's', token: 'secret', level: 'A0' },
    'DELETE sessions/current': {},
  }

  readonly refusals: Record<string, object> = {}
  readonly storage: Storage

  constructor(storage = memoryStorage()) {
    this.storage = storage
    FakeSocket.install()
    vi.stubGlobal('fetch', (url: string, { method, body }: RequestInit) => {
      if (typeof body === 'string') this.bodies.push(JSON.parse(body))
      return this.answer(url, method ?? 'GET')
    })
  }

  static close(): void {
    for (const chat of House.chats.splice(0)) chat.rest()
  }

  chat(): Chat {
    const origin = 'https://service.example'
    const preferences = new Preferences(this.storage, origin)
    const chat = new Chat(new Service(origin), preferences, { entrance: 'web', locale: 'zh-CN', size: 'standard' })
    House.chats.push(chat)
    return chat
  }

  /** A chat whose socket has said hello. */
  async greeted(): Promise<Chat> {
    const chat = this.chat()
    await chat.begin()
    FakeSocket.latest.accept()
    return chat
  }

  private answer(url: string, method: string): Promise<Response> {
    const call = `${method} ${new URL(url).pathname.replace('/api/v1/web/', '')}`
    this.calls.push(call)
    const refusal = this.refusals[call]
    if (refusal) return Promise.resolve(new Response(JSON.stringify(refusal), { status: 409 }))
    const answer = this.answers[call] ?? 404
    return Promise.resolve(typeof answer === 'number'
      ? new Response(JSON.stringify({ error: `E${answer}`, params: {} }), { status: answer })
      : new Response(JSON.stringify(answer)))
  }
}

export const turn = (): Promise<void> => new Promise((done) => { setTimeout(done, 0) })
