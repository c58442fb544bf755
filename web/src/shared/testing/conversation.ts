import type { Config, Content, Conversation, Entry, Message, MessageEntry, Resumed, Welcome } from '../protocol.ts'

export const at = '2026-11-22T06:05:00Z'

export const config: Config = {
  brand: { name: '小桥金融', service_number: '400-812-6600' },
  locale: 'zh-CN',
  locales: ['zh-CN', 'en'],
  human: { open: true, hours: '08:00–22:00' },
  texts: {
    robot_label: '机器人', human_label: '人工', system_label: '系统', source_label: '来源', ai_notice: '首先由智能机器人为您服务。',
  },
  tiles: ['提前还款', '本期账单', '扣款失败', '我的额度', '征信记录'].map((label, i) => ({ id: `intent:${i}`, label })),
  max_text: 20,
}

export const contact = { id: 'c1', number: 'K7', opened_at: at, closed_at: null, rated: false }

export function conversation(change: Partial<Conversation> = {}): Conversation {
  return { id: 'one', number: 'T1', seq: 0, owner: { kind: 'bot', name: null }, contact: null, queue: null, ...change }
}

export function message(
  seq: number, author: Message['author']['kind'], content: string | Content, change: Partial<Message> = {},
): MessageEntry {
  return {
    seq, kind: 'message', at,
    message: {
      id: `m${seq}`, author: { kind: author, name: author === 'agent' ? '李梅' : null }, visibility: 'public',
      client_id: null, language: 'zh', label: null, reply_to: null,
      content: typeof content === 'string' ? { v: 1, kind: 'text', text: content } : content,
      ...change,
    },
  }
}

export function welcome(entries: Entry[] = [], change: Partial<Conversation> = {}): Welcome {
  return {
    type: 'welcome', session: { id: 's', level: 'A0', name: null },
    conversation: conversation({ seq: entries.at(-1)?.seq ?? 0, ...change }), entries,
    has_more: (entries[0]?.seq ?? 1) > 1,
    marks: { customer: { delivered: 0, read: 0 }, staff: { delivered: 0, read: 0 } },
  }
}

export function resumed(entries: Entry[] = [], change: Partial<Conversation> = {}): Resumed {
  const { session, conversation: held, marks } = welcome(entries, change)
  return { type: 'resumed', session, conversation: held, entries, marks }
}
