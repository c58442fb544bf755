/** Invented people and talks for the tests. */
import type { Consult, Entry, Message } from '../../shared/protocol.ts'
import type { Snippet } from '../api/composing.ts'
import type { Brief, FoundArticle, Item, Lane } from '../api/wire.ts'

export const startedAt = Date.now()
export const ago = (seconds: number) => new Date(startedAt - seconds * 1000).toISOString()
export const ahead = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString()

const people = ['张**', '李*', '王**', '欧阳**', '陈*', '访客 4821', '赵**', '周*', '吴**', '孙*']
const topics: [string, Lane, string][] = [
  ['提前还款', 'normal', '我想把剩下的三期一次还清，手续费是怎么算的？'],
  ['催收投诉', 'complaint', '你们的人打电话到我单位了，我要投诉，请给我一个说法'],
  ['受灾延期', 'emergency', '家里淹水了，路也断了，这个月的还款能不能晚一点？**急**'],
  ['还款困难', 'distress', '失业两个月了，实在周转不开，能不能协商一下'],
  ['代扣失败', 'normal', '卡里明明有钱，为什么显示扣款失败'],
  ['老人代办', 'elder', '我今年七十二了，手机上找不到还款的地方'],
  ['结清证明', 'promise', '上次说今天给我开结清证明的，怎么还没有'],
  ['特别关照', 'care', '我听不清电话，能不能用文字沟通'],
  ['征信异议', 'normal', '征信上多了一笔查询记录，不是我本人操作的，麻烦核实一下是什么时候产生的，并告诉我怎么提出异议'],
  ['利率咨询', 'normal', '年化利率是多少'],
]

export function itemOf(index: number, change: Partial<Item> = {}): Item {
  const [topic, lane, preview] = topics[index % topics.length] ?? ['', 'normal', '']
  return {
    id: `i${index}`, kind: 'conversation', state: 'waiting', lane, conversation: `c${index}`, number: `L${1024 + index}`,
    customer: {
      id: `p${index}`, kind: index % 3 === 2 ? 'visitor' : 'customer', level: index % 3 === 2 ? 'A0' : 'A1',
      name: people[index % people.length] ?? '访客',
    },
    topic: index % 7 === 4 ? null : topic, preview, unread: index % 4 === 0 ? (index % 3) + 1 : 0,
    waiting_since: ago(40 + index * 37), due_at: index % 3 === 0 ? null : ago(-260 + index * 34),
    reserved_until: null, assigned_at: null,
    why: { zh: '能接的坐席都在忙，先排队', en: 'everybody who can take it is busy, so it waits' }, ...change,
  }
}

export function messageOf(id: string, kind: Message['author']['kind'], text: string): Message {
  const name = kind === 'agent' ? '林静' : null
  return {
    id, author: { kind, name }, visibility: 'public', client_id: null, language: 'zh', reply_to: null,
    content: { v: 1, kind: 'text', text },
    label: kind === 'bot' ? { engine: 'rules', pack: 'consumer_credit', number: 'A-014' } : null,
  }
}

const card: Message = {
  ...messageOf('m-card', 'bot', ''),
  content: {
    v: 1, kind: 'card', card: 'answer', title: '提前还款怎么算',
    text: '可以随时申请提前还款：\n\n- 利息算到**还款当天**\n- 不收取提前还款违约金\n\n1. 打开「我的借款」\n2. 选择借据，点「提前还款」',
    source: { article: 'early_repayment', title: '提前还款说明', version: '2026.10' },
    buttons: [{ id: 'solved', label: '解决了' }, { id: 'unsolved', label: '没有解决' }, { id: 'human', label: '转人工' }],
  },
}

/** A talk of `length` older entries, then a robot's try, then the wish for a person. */
export function entriesOf(preview: string, older: number): Entry[] {
  const story: Message[] = [
    messageOf('m1', 'bot', '您好，我是智能助手小桥，可以为您解答借款、还款和账单问题。'),
    messageOf('m2', 'customer', preview),
    card,
    { ...messageOf('m4', 'customer', ''), content: { v: 1, kind: 'choice', button: 'unsolved', label: '没有解决' } },
    messageOf('m5', 'customer', '我要找人工'),
    { ...messageOf('m6', 'house', ''), content: { v: 1, kind: 'notice', notice: 'queued', text: '已为您转接人工客服，请稍候。', buttons: [] } },
  ]
  const early = Array.from({ length: older }, (_, place) =>
    messageOf(`old${place}`, place % 2 ? 'bot' : 'customer', place % 2 ? `这是之前的第 ${place} 条答复。` : `之前的问题 ${place}`))
  const first: Entry = {
    seq: 1, kind: 'contact', at: ago(90_000), reason: null,
    contact: { id: 'k1', number: 'L1024', opened_at: ago(90_000), closed_at: null, rated: false },
  }
  const said = [...early, ...story].map((message, place): Entry => ({
    seq: place + 2, kind: 'message', message,
    at: ago(place < early.length ? 88_000 - place * 20 : 300 - (place - early.length) * 20),
  }))
  return [first, ...said]
}

export const briefOf = (preview: string): Brief => ({
  asked: preview.replaceAll('*', ''),
  reason: 'asked',
  understood: [
    { intent: 'early_repayment', name: '提前还款', confidence: 0.82 },
    { intent: 'repayment_channels', name: '还款渠道', confidence: 0.11 },
  ],
  tried: [{ kind: 'answered', title: '提前还款说明' }, { kind: 'offered', title: '解决了 / 没有解决 / 转人工' }],
  signals: [{ signal: 'anger', span: '给我一个说法' }],
  emotion: { label: 'angry', intensity: 3, recent: [1, 2, 3], trend: 'rising' },
  turns: 3,
  waiting_since: ago(180),
  request: {
    flow: 'settle', name: { zh: '办理提前结清', en: 'Settle early' },
    slots: [{ name: { zh: '结清日期', en: 'Settlement day' }, value: { zh: '2026-12-01', en: '2026-12-01' }, is_skipped: false }],
  },
})

export const articlesKnown: FoundArticle[] = [
  { article: 'interest_invoice', title: '开利息发票', text: '可以开。\n3个工作日内发到邮箱。', passage: '可以开。', probability: 0.9, version: '2026-11-22' },
  { article: 'loan_contract_copy', title: '开借款合同', text: '在“我的”里下载。', passage: '在“我的”里下载。', probability: 0.1, version: '2026-11-22' },
]

type Named = Pick<Consult['asker'], 'id' | 'name'>

/** A question that rings at hers. */
export const consultOf = (conversation: string, asker: Named, asked: Named, question: string): Consult => ({
  id: 'q1', conversation, state: 'asked', outcome: null, question, asked_at: ahead(0), answer_until: ahead(20),
  asker: { id: asker.id, name: asker.name }, asked: { id: asked.id, name: asked.name }, joined: false,
})

export const snippetsKnown: Snippet[] = [
  ['wait', 'qsd', '请稍等', '我是{agent}，请等{minutes}分钟'],
  ['bye', 'jsy', '结束语', '感谢您的耐心'],
].map(([key = '', initials = '', title = '', text = '']) => ({
  key, initials, title: { zh: title, en: key }, text: { zh: text, en: text }, group: { zh: '开场', en: 'opening' },
}))
