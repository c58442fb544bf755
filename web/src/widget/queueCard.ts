import { dayName, sameDay, timeOfDay, waitBetween } from '../shared/format.ts'
import type { Queue } from '../shared/protocol.ts'
import type { Say } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import { h, keepingFocus, refill, type Child } from './dom.ts'
import type { ChatState } from './state.ts'
import type { WidgetKey } from './words.ts'

export interface QueueCard { element: HTMLElement, update: (state: ChatState, say: Say<WidgetKey>) => void }

/** Her place in the queue, read out when it changes, and below it what she may choose instead of waiting. */
export function queueCard(chat: Chat, write: () => void): QueueCard {
  const standing = h('div', { class: 'queue-standing', role: 'status' })
  const ways = h('div', { class: 'queue-ways', role: 'group' })
  const element = h('section', { class: 'queue-card', hidden: true }, standing, ways)

  return {
    element,
    update(state, say) {
      const { conversation } = state.stream
      const queue = conversation?.owner.kind === 'agent' ? null : conversation?.queue ?? null
      const helped = conversation?.owner.kind === 'bot'
      element.hidden = queue === null
      ways.setAttribute('aria-label', say('queue.ways'))
      refill(standing, JSON.stringify([state.locale, helped, queue]),
        () => queue ? standingNodes(queue, helped, state, say) : [])
      keepingFocus(ways, () => refill(ways, JSON.stringify([state.locale, helped, queue?.open, queue?.choices]),
        () => queue ? wayNodes(queue, helped, say) : []))
    },
  }

  function wayNodes({ open, choices = [] }: Queue, helped: boolean, say: Say<WidgetKey>): Child[] {
    const way = (id: string, key: WidgetKey, act = () => chat.choose(id, say(key))) =>
      h('button', { type: 'button', class: 'choice', 'data-value': id, on: { click: act } }, say(key))
    return [
      helped && way('wait:stay', 'queue.stay'),
      choices.includes('call') && way('wait:call', open ? 'queue.call' : 'queue.call.closed'),
      !helped && choices.includes('robot') && way('wait:robot', 'queue.robot'),
      !helped && !open && way('write', 'queue.write', write),
      choices.includes('leave') && way('wait:leave', helped ? 'queue.leave.solved' : 'queue.leave'),
    ]
  }
}

function standingNodes(queue: Queue, helped: boolean, state: ChatState, say: Say<WidgetKey>): Child[] {
  const { open, place } = queue
  const facts = open ? [placeName(queue, say), waitName(queue, state, say)] : [opening(queue, state, say)]
  const title: WidgetKey = helped ? 'queue.helped' : open ? 'queue.title' : 'queue.closed'
  const hint: WidgetKey = helped ? 'queue.helped.hint' : open ? 'queue.hint' : 'queue.closed.hint'
  return [
    open && place !== null && h('span', { class: 'queue-place', 'aria-hidden': 'true' }, String(place)),
    h('div', { class: 'queue-words' },
      h('p', { class: 'queue-title' }, say(title)),
      h('p', { class: 'queue-facts' }, facts.filter((fact) => fact !== '').join(state.locale === 'en' ? ', ' : '，')),
      h('p', { class: 'queue-hint' }, say(hint))),
  ]
}

function placeName({ place }: Queue, say: Say<WidgetKey>): string {
  if (place === null) return say('queue.unknown')
  return place <= 1 ? say('queue.next') : say('queue.place', { ahead: place - 1 })
}

function waitName({ wait_s: to, wait_from_s: from }: Queue, { locale }: ChatState, say: Say<WidgetKey>): string {
  return to === null ? '' : say('queue.wait', { wait: waitBetween(from ?? to, to, locale) })
}

function opening({ opens_at: opensAt }: Queue, { config, locale }: ChatState, say: Say<WidgetKey>): string {
  if (opensAt === null) return config ? say('intro.hours', { hours: config.human.hours }) : ''
  const time = timeOfDay(opensAt, locale)
  const today = sameDay(opensAt, new Date().toISOString())
  return say('queue.opens', { time: today ? time : `${dayName(opensAt, locale)} ${time}` })
}
