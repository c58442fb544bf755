import { within } from '@testing-library/dom'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Uploaded } from '../shared/protocol.ts'
import { config, welcome } from '../shared/testing/conversation.ts'
import { FakeSocket } from '../shared/testing/fakeSocket.ts'
import { QiaoChat } from './element.ts'
import { House, turn } from './testing/house.ts'

if (!customElements.get('qiao-chat')) customElements.define('qiao-chat', QiaoChat)

/** A way up whose ends the test holds. */
class FakeUpload {
  static all: FakeUpload[] = []
  readonly upload: { onprogress?: (event: { loaded: number, total: number }) => void } = {}
  readonly headers: Record<string, string> = {}
  url = ''
  status = 0
  response: unknown = null
  onload?: () => void
  onerror?: () => void
  onabort?: () => void

  constructor() { FakeUpload.all.push(this) }
  open(_method: string, url: string): void { this.url = url }
  setRequestHeader(name: string, value: string): void { this.headers[name] = value }
  send(): void { /* the test answers */ }
  abort(): void { this.onabort?.() }

  async answers(status: number, response: unknown): Promise<void> {
    this.status = status
    this.response = response
    this.onload?.()
    await turn()
    await turn()
  }

  async breaks(): Promise<void> {
    this.onerror?.()
    await turn()
    await turn()
  }

  static get latest(): FakeUpload {
    const latest = FakeUpload.all.at(-1)
    if (!latest) throw new Error('nothing goes up')
    return latest
  }
}

beforeEach(() => {
  FakeUpload.all = []
  vi.stubGlobal('XMLHttpRequest', FakeUpload)
  vi.stubGlobal('matchMedia', () => ({ matches: false }))
  URL.createObjectURL = () => 'blob:shown'
  URL.revokeObjectURL = () => undefined
})
afterEach(() => { document.body.replaceChildren(); House.close() })

const files = { types: ['image/jpeg', 'image/png', 'application/pdf'], max_bytes: 1000 }
const picture = (name = '账单.png', size = 10, type = 'image/png') => new File(['x'.repeat(size)], name, { type })
const stored = (state: Uploaded['state'] = 'ready'): Uploaded => ({ file: 'f1', name: '账单.png', size_bytes: 10, type: 'image/png', state })

async function shown(taken: object | null = files) {
  const house = new House()
  house.answers['GET config'] = { ...config, ...(taken ? { files: taken } : {}) }
  const chat = house.chat()
  const element = new QiaoChat(chat, 'page')
  document.body.append(element)
  const root = element.shadowRoot?.querySelector<HTMLElement>('.root')
  if (!root) throw new Error('nothing was built')
  await turn()
  FakeSocket.latest.accept()
  FakeSocket.latest.tell(welcome())
  await turn()
  const choose = async (...chosen: File[]) => { chat.uploads.choose(chosen); await turn() }
  return { chat, root, screen: within(root), choose }
}

const sent = () => FakeSocket.latest.sent('send').map(({ content }) => content)

it('says what is taken before anything goes up, and sends a file as a message once it is there', async () => {
  const { screen, choose } = await shown()
  await choose(picture())
  screen.getByText(/每个不超过 1 kB，一次最多 5 个/)
  expect(FakeUpload.all).toEqual([])
  screen.getByRole('button', { name: '发送 1 个文件' }).click()
  await turn()
  FakeUpload.latest.upload.onprogress?.({ loaded: 5, total: 10 })
  await turn()
  screen.getByText('已上传 50%')
  expect(decodeURIComponent(FakeUpload.latest.headers['X-File-Name'] ?? '')).toBe('账单.png')
  await FakeUpload.latest.answers(200, stored())
  expect(sent()).toEqual([{ v: 1, kind: 'file', file: 'f1' }])
  expect(screen.queryByRole('region', { name: '待发送的文件' })).toBeNull()
  screen.getByText('账单.png')
})

it('objects at once to what is not taken, and sends the rest', async () => {
  const { screen, choose } = await shown()
  await choose(picture('a.svg', 10, 'image/svg+xml'), picture('大.png', 2000), picture('空.png', 0), picture())
  screen.getByText('只能发送图片（JPG、PNG、WebP）和 PDF')
  screen.getByText('文件太大，请压缩后再发送')
  screen.getByText('文件是空的，请换一个文件')
  screen.getByRole('button', { name: '发送 1 个文件' }).click()
  await turn()
  expect(FakeUpload.all).toHaveLength(1)
})

it('takes five at a time and says so', async () => {
  const { chat, screen } = await shown()
  expect(chat.uploads.choose(Array.from({ length: 7 }, () => picture()))).toBe(2)
  await turn()
  screen.getByRole('button', { name: '发送 5 个文件' })
})

it('goes up again by itself, under the same id, when the line is back', async () => {
  const { chat, screen, choose } = await shown()
  await choose(picture())
  chat.uploads.send()
  await turn()
  await FakeUpload.latest.breaks()
  screen.getByText('没有连上服务器，请稍后再试')
  chat.uploads.resume()
  await turn()
  expect(new Set(FakeUpload.all.map(({ url }) => url)).size).toBe(1)
  await FakeUpload.latest.answers(200, stored())
  expect([FakeUpload.all.length, sent()]).toEqual([2, [{ v: 1, kind: 'file', file: 'f1' }]])
})

it('can be taken back while it goes up, and the next one goes on', async () => {
  const { chat, screen, choose } = await shown()
  await choose(picture('一.png'), picture('二.png'))
  chat.uploads.send()
  await turn()
  screen.getByRole('button', { name: '取消发送 一.png' }).click()
  await turn()
  await turn()
  expect(decodeURIComponent(FakeUpload.latest.headers['X-File-Name'] ?? '')).toBe('二.png')
  expect([screen.queryByText('一.png'), sent()]).toEqual([null, []])
})

it('tells honestly what the safety check said, and offers again only what may pass', async () => {
  const { chat, screen, choose } = await shown()
  await choose(picture())
  chat.uploads.send()
  await turn()
  await FakeUpload.latest.answers(200, stored('harmful'))
  screen.getByText('安全检查没有通过，这个文件没有保留给客服')
  expect(screen.queryByRole('button', { name: '重新发送 账单.png' })).toBeNull()
  chat.uploads.clear()
  await choose(picture())
  chat.uploads.send()
  await turn()
  await FakeUpload.latest.answers(200, stored('unexamined'))
  screen.getByRole('button', { name: '重新发送 账单.png' })
  expect(sent()).toEqual([])
})

it('cuts a long name between its signs', async () => {
  const { chat, choose } = await shown()
  await choose(picture(`长${'𠮷'.repeat(400)}.png`))
  chat.uploads.send()
  await turn()
  expect(decodeURIComponent(FakeUpload.latest.headers['X-File-Name'] ?? '')).toBe(`长${'𠮷'.repeat(199)}`)
})

it('offers nothing where no files are taken', async () => {
  for (const taken of [null, { types: [], max_bytes: 1000 }]) {
    const { screen } = await shown(taken)
    expect(screen.queryByRole('button', { name: '发送图片或 PDF' })).toBeNull()
    document.body.replaceChildren()
  }
})
