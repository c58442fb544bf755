import type { Say } from '../shared/words.ts'
import type { Chat } from './chat.ts'
import { h, icon, type Child } from './dom.ts'
import type { ChatState } from './state.ts'
import type { WidgetKey } from './words.ts'

const FEW_TILES = 3

/** The first thing in a conversation: who answers here, that it is a robot, and how to reach a person. */
export function introCard({ config }: ChatState, say: Say<WidgetKey>): Child[] {
  if (!config) return []
  return [h('section', { class: 'intro' },
    h('span', { class: 'mark large' }, icon('bridge')),
    h('p', { class: 'intro-name' }, config.brand.name),
    h('p', { class: 'intro-notice' }, h('span', { class: 'label robot' }, config.texts.robot_label), config.texts.ai_notice),
    h('p', { class: 'intro-person' }, say('intro.person')),
    h('p', { class: 'intro-person' }, say('intro.hours', { hours: config.human.hours })),
  )]
}

/** What befalls many just now: the gravest alone, with the quick way to help. */
export function bannerNodes({ config }: ChatState, chat: Chat): Child[] {
  const banner = config?.banners?.[0]
  if (!banner) return []
  const { text, entry } = banner
  return [
    h('p', {}, text),
    entry && h('button', { type: 'button', class: 'tile', on: { click: () => chat.choose(entry.id, entry.label) } }, h('span', {}, entry.label), icon('arrow')),
  ]
}

/** Where to begin. The elder mode shows fewer, and the person first. */
export function tileNodes({ config, size }: ChatState, say: Say<WidgetKey>, chat: Chat): Child[] {
  if (!config || config.tiles.length === 0) return []
  const elder = size === 'elder'
  const tile = (id: string, label: string, person = false) => h('button', {
    type: 'button', class: person ? 'tile person' : 'tile', on: { click: () => chat.choose(id, label) },
  }, person ? icon('person') : null, h('span', {}, label), icon('arrow'))
  const offered = config.tiles.filter(({ id }) => !elder || id !== 'human').slice(0, elder ? FEW_TILES : undefined)
  return [
    h('p', { class: 'tiles-name' }, say('tiles.name')),
    h('div', { class: 'tiles', role: 'group', 'aria-label': say('tiles.name') },
      elder ? tile('human', say('human.button'), true) : null,
      ...offered.map(({ id, label }) => tile(id, label))),
  ]
}

export function typingName({ typing }: ChatState, say: Say<WidgetKey>): string {
  if (!typing) return ''
  if (typing.by === 'bot') return say('typing.bot')
  return typing.name === null ? say('typing.agent.unnamed') : say('typing.agent', { name: typing.name })
}
