/** A house in which colleagues mention each other and keep ready texts of their own. */
import type { OwnSnippet } from '../api/composing.ts'
import type { Mention, Mentionable } from '../api/mentions.ts'
import type { Desk } from '../api/wire.ts'
import { ago, itemOf } from './scenes.ts'
import { findingsIn } from './checks.ts'
import { ok, refused, type Answer, type Body } from './entrance.ts'
import { DeskHouse } from './house.ts'

export const people: Mentionable[] = [
  { id: 's2', name: '周敏', post: 'online_agent' },
  { id: 's3', name: '周敏华', post: 'online_agent' },
  { id: 's4', name: '陈晨', post: 'team_leader' },
]

export function mentionOf(index: number, change: Partial<Mention> = {}): Mention {
  const { conversation, number, customer } = itemOf(index)
  const text = '@林静 这位客户的减免你办过，帮我看一下'
  return { id: `n${index}`, by: { id: 's2', name: '周敏' }, conversation, number, customer, text, at: ago(60), read: false, ...change }
}

export class NotingHouse extends DeskHouse {
  mentions: Mention[] = []
  kept: OwnSnippet[] = []

  override answer(method: string, path: string, body: Body & { key?: string, mentions?: string[] } = {}): Answer {
    const [address = ''] = path.split('?')
    const [, room, id = '', act = ''] = address.split('/')
    if (room === 'mentions') return this.onMention(id, act)
    if (address.startsWith('desk/composing/own')) return this.keep(method, act, body)
    const refusedNames = people.filter((one) => body.mentions?.includes(one.id) && this.cannotTake.has(one.id))
    if (refusedNames.length > 0) return refused(409, 'CannotBeMentioned', { names: refusedNames.map(({ name }) => name).join('、') })
    return super.answer(method, path, body)
  }

  override desk(): Desk {
    return { ...super.desk(), mentions: this.unread }
  }

  /** Somebody mentions her now. */
  mentioned(one: Mention): void {
    this.mentions = [one, ...this.mentions]
    this.tellUnread()
  }

  private get unread(): number {
    return this.mentions.filter(({ read }) => !read).length
  }

  private tellUnread(): void {
    for (const guest of this.guests) guest.send({ type: 'mentions', unread: this.unread })
  }

  private onMention(id: string, act: string): Answer {
    if (id === 'colleagues') return ok({ colleagues: people })
    if (id === '') return ok({ mentions: this.mentions, has_more: false, unread: this.unread })
    const one = this.mentions.find((mention) => mention.id === id)
    if (act === 'open' && (!one || this.cannotTake.has(one.conversation))) return refused(403, 'MentionClosed')
    this.mentions = this.mentions.map((mention) =>
      id === 'read' || mention === one ? { ...mention, read: true } : mention)
    this.tellUnread()
    return ok({ conversation: one?.conversation, seq: 2 })
  }

  private keep(method: string, id: string, { key = '', text = '' }: Body & { key?: string }): Answer {
    if (method === 'GET') return ok({ snippets: this.kept, at_most: 50, longest: 1000 })
    if (/\d{11}/.test(text)) return refused(422, 'SnippetPersonal', { words: text })
    const others = this.kept.filter((one) => one.id !== id)
    const snippet = { id: id || `o${this.kept.length}`, key, text, filled: { zh: text, en: text } }
    this.kept = method === 'DELETE' ? others : [...others, snippet]
    return ok({ snippet, findings: findingsIn(text) })
  }
}
