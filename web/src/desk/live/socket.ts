import { defineStore } from 'pinia'
import { ref } from 'vue'
import { Connection, type Link } from '../../shared/connection.ts'
import type { DeskClientFrame, DeskServerFrame } from '../api/wire.ts'
import { keepBeating } from './beat.ts'
import { setServerTime } from './clock.ts'
import { useWho } from './who.ts'

type Listener = (frame: DeskServerFrame) => void

const GOODBYES = ['SignedOut', 'SessionEnded', 'NotSignedIn']

/** The one socket of this desk. Rooms listen to its frames and send theirs. */
export const useSocket = defineStore('socket', () => {
  const who = useWho()
  const link = ref<Link>('idle')
  const listeners = new Set<Listener>()
  const connection = new Connection<DeskClientFrame, DeskServerFrame>({
    url: `${location.origin.replace(/^http/, 'ws')}/api/v1/desk/socket`,
    hello: () => ({ type: 'hello', protocol: 1 }),
    accepts: ['welcome'],
    beat: { frame: { type: 'beat' }, everyMs: 5000 },
    onLink: (now) => {
      link.value = now
      // A refused handshake looks like a bad line; only HTTP can tell that the session has ended.
      if (now === 'waiting') void who.look()
    },
    onFrame: take,
  })
  let stopBeating: (() => void) | undefined

  function take(frame: DeskServerFrame): void {
    if (frame.type === 'beat') setServerTime(frame.at)
    if (frame.type === 'bye') {
      if (GOODBYES.includes(frame.error)) void who.look()
      connection.again(true)
    }
    for (const listener of listeners) listener(frame)
  }

  function start(): void {
    connection.start()
    stopBeating ??= keepBeating(() => { if (document.hidden) connection.send({ type: 'beat' }) })
  }

  function stop(): void {
    connection.stop()
    stopBeating?.()
    stopBeating = undefined
  }

  /** While her session is exchanged for another: the end of the old one must not look like the end of her work. */
  async function aside<Answer>(exchange: () => Promise<Answer>): Promise<Answer> {
    stop()
    try {
      return await exchange()
    } finally {
      start()
    }
  }

  function listen(listener: Listener): () => void {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  return { link, start, stop, aside, listen, send: (frame: DeskClientFrame) => connection.send(frame) }
})
