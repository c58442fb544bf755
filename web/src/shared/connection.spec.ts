import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { delayBefore } from './backoff.ts'
import { Connection, type Link } from './connection.ts'
import { FakeSocket } from './testing/fakeSocket.ts'

interface Frame { type: string }

let links: Link[] = []
let connection: Connection<Frame, Frame>
const online = (is: boolean) => vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(is)

beforeEach(() => {
  vi.useFakeTimers()
  FakeSocket.install()
  online(true)
  links = []
  connection = new Connection<Frame, Frame>({
    url: 'ws://here', hello: () => ({ type: 'hello' }), accepts: ['welcome'],
    onFrame: () => undefined, onLink: (link) => links.push(link), random: () => 1,
  })
})
afterEach(() => {
  connection.stop()
  vi.useRealTimers()
})

function opened(): FakeSocket {
  FakeSocket.latest.accept()
  FakeSocket.latest.tell({ type: 'welcome' })
  return FakeSocket.latest
}

describe('connection', () => {
  it('says hello and is open only once the server has welcomed it', () => {
    connection.start()
    FakeSocket.latest.accept()
    expect([FakeSocket.latest.sent('hello').length, connection.link]).toEqual([1, 'connecting'])
    expect(connection.send({ type: 'send' })).toBe(false)
    FakeSocket.latest.tell({ type: 'welcome' })
    expect([connection.link, connection.send({ type: 'send' })]).toEqual(['open', true])
  })

  it('comes back after a cut, later each time', () => {
    connection.start()
    opened().cut()
    for (const pause of [500, 1000, 2000]) {
      const before = FakeSocket.all.length
      vi.advanceTimersByTime(pause - 1)
      expect(FakeSocket.all.length).toBe(before)
      vi.advanceTimersByTime(1)
      expect(FakeSocket.all.length).toBe(before + 1)
      FakeSocket.latest.cut()
    }
    expect(links).toContain('waiting')
  })

  it('notices a dead line by the missing answer to its beat', () => {
    connection.start()
    const socket = opened()
    vi.advanceTimersByTime(25_000)
    expect(socket.sent('ping').length).toBe(1)
    vi.advanceTimersByTime(12_000)
    expect([socket.isOpen, connection.link]).toEqual([false, 'waiting'])
  })

  it('stays on a line that answers', () => {
    connection.start()
    const socket = opened()
    for (let beat = 0; beat < 5; beat += 1) {
      vi.advanceTimersByTime(25_000)
      socket.tell({ type: 'pong' })
    }
    expect([connection.link, FakeSocket.all.length]).toEqual(['open', 1])
  })

  it('rests without a network and hurries back with it', () => {
    connection.start()
    opened()
    online(false)
    window.dispatchEvent(new Event('offline'))
    vi.advanceTimersByTime(120_000)
    expect([connection.link, FakeSocket.all.length]).toEqual(['offline', 1])
    online(true)
    window.dispatchEvent(new Event('online'))
    expect([connection.link, FakeSocket.all.length]).toEqual(['connecting', 2])
  })

  it('listens to its newest socket only, and to none once stopped', () => {
    const frames = vi.fn()
    connection = new Connection<Frame, Frame>({
      url: 'ws://here', hello: () => ({ type: 'hello' }), accepts: ['welcome'], onFrame: frames, onLink: () => undefined,
    })
    connection.start()
    const first = opened()
    connection.again(false)
    first.tell({ type: 'entry' })
    const second = opened()
    connection.stop()
    second.tell({ type: 'entry' })
    vi.advanceTimersByTime(60_000)
    expect(frames.mock.calls).toEqual([[{ type: 'welcome' }], [{ type: 'welcome' }]])
    expect(FakeSocket.all.length).toBe(2)
  })

  it('survives frames that are not JSON', () => {
    connection.start()
    const socket = opened()
    socket.dispatchEvent(new MessageEvent('message', { data: '{' }))
    socket.dispatchEvent(new MessageEvent('message', { data: new Blob() }))
    expect(connection.link).toBe('open')
  })
})

describe('delayBefore', () => {
  it('doubles, is capped and spreads over the upper half', () => {
    expect([0, 1, 2, 20].map((attempt) => delayBefore(attempt, () => 1))).toEqual([500, 1000, 2000, 30_000])
    expect(delayBefore(20, () => 0)).toBe(15_000)
  })
})
