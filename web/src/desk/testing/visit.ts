/** A browser with the desk open, before the invented house. */
import { QueryClient, VueQueryPlugin } from '@tanstack/vue-query'
import { render } from '@testing-library/vue'
import { createPinia, setActivePinia } from 'pinia'
import { vi } from 'vitest'
import { createMemoryHistory } from 'vue-router'
import type { DeskHouse } from './house.ts'
import { type Guest } from './house.ts'
import type { DeskClientFrame } from '../api/wire.ts'
import App from '../app/App.vue'
import { i18n, speak } from '../app/i18n.ts'
import { holdReplies } from '../live/holding.ts'
import { queryDefaults } from '../app/queries.ts'
import { deskRouter } from '../app/router.ts'

export interface Line {
  isCut: boolean
  posts: { path: string, body: unknown }[]
  frames: DeskClientFrame[]
  drop: () => void
}

class HouseSocket extends EventTarget {
  static readonly OPEN = 1
  readyState = 0
  private readonly house: DeskHouse
  private readonly line: Line
  private readonly guest: Guest = {
    watched: new Set(),
    send: (frame) => setTimeout(() => this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(frame) })), 0),
  }

  constructor(house: DeskHouse, line: Line) {
    super()
    this.house = house
    this.line = line
    line.drop = () => this.close()
    setTimeout(() => { if (line.isCut) this.close(); else this.open() }, 0)
  }

  send(data: string): void {
    const frame = JSON.parse(data) as DeskClientFrame
    this.line.frames.push(frame)
    this.house.hear(this.guest, frame)
  }

  close(): void {
    this.house.guests.delete(this.guest)
    if (this.readyState === 3) return
    this.readyState = 3
    this.dispatchEvent(new Event('close'))
  }

  private open(): void {
    this.readyState = HouseSocket.OPEN
    this.house.guests.add(this.guest)
    this.dispatchEvent(new Event('open'))
  }
}

function stub(house: DeskHouse): Line {
  const line: Line = { isCut: false, posts: [], frames: [], drop: () => undefined }
  vi.stubGlobal('WebSocket', Object.assign(function open() { return new HouseSocket(house, line) }, { OPEN: 1 }))
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() }))
  vi.stubGlobal('fetch', async (path: string, { method, body }: { method: string, body?: string | Blob }) => {
    await Promise.resolve()
    if (line.isCut) throw new TypeError('no network')
    const said: unknown = typeof body === 'string' ? JSON.parse(body) : {}
    if (method !== 'GET' && !path.endsWith('/composing/check')) line.posts.push({ path: path.replace('/api/v1/', ''), body: said })
    const answer = house.answer(method, path.replace('/api/v1/', ''), said as object)
    return new Response(JSON.stringify(answer.body), { status: answer.status })
  })
  return line
}

/** Opens the desk at `path`; signed in and sending at once unless told otherwise. */
export async function visit(house: DeskHouse, { path = '/work', signedIn = true, holds = false } = {}) {
  holdReplies(holds)
  const line = stub(house)
  house.isSignedIn = signedIn
  speak('zh-CN')
  const pinia = createPinia()
  setActivePinia(pinia)
  const router = deskRouter(createMemoryHistory())
  const cache = new QueryClient(queryDefaults)
  await router.push(path)
  const screen = render(App, {
    global: {
      plugins: [pinia, i18n, [VueQueryPlugin, { queryClient: cache }], router],
    },
  })
  return { ...screen, line, router, house, cache }
}
