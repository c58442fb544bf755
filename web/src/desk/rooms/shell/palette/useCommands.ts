import { useI18n } from 'vue-i18n'
import { useRouter } from 'vue-router'
import { callActions, keyName, suggestKeys, type KeyAction } from '../../../keys/keys.ts'
import { possible, run } from '../../../keys/useKeys.ts'
import { localeNames, useLocale } from '../../../live/locale.ts'
import { useDesk } from '../../../live/useDesk.ts'
import { isSoundOn, switchSound } from '../../../live/useRing.ts'
import { themes, useTheme } from '../../../live/useTheme.ts'
import { useWho } from '../../../live/who.ts'
import { useTopic } from '../../work/list/useTopic.ts'
import { stateOf } from '../presence.ts'
import { usePresence } from '../usePresence.ts'
import { usePresenceChoices } from '../usePresenceChoices.ts'
import type { Command } from './palette.ts'

/** Moves of the hand rather than things to do, and what stands beside its words already. */
const LEFT_OUT: ReadonlySet<KeyAction> =
  new Set<KeyAction>(['next', 'previous', 'back', 'palette', ...suggestKeys, ...callActions])

/** Everything that can be done from where she is, as it is when she asks. */
export function useCommands() {
  const { t } = useI18n()
  const router = useRouter()
  const who = useWho()
  const words = useLocale()
  const { choose } = useTheme()
  const { lists } = useDesk()
  const topic = useTopic()
  const { become } = usePresence()
  const choices = usePresenceChoices()

  const nameOf = (action: KeyAction) => action === 'help' ? t('keys.title') : t(`keys.${action}`)
  // What belongs to the conversation was said last, and is wanted first.
  const acts = (): Command[] => possible().reverse()
    .filter((action) => !LEFT_OUT.has(action))
    .map((action) => ({ id: action, group: 'act', name: nameOf(action), hint: keyName(action), run: () => run(action) }))

  const talks = (): Command[] => [...lists.value.mine, ...lists.value.later, ...lists.value.waiting].map((item) => ({
    id: `talk-${item.id}`, group: 'talk', name: item.customer.name, hint: topic(item),
    run: () => void router.push({ name: 'work', params: { conversation: item.conversation } }),
  }))

  const states = (): Command[] => who.pages.includes('work')
    ? choices.value.map(({ id, name }) => ({ id: `state-${id}`, group: 'state', name, hint: t('palette.state'), run: () => void become(...stateOf(id)) }))
    : []

  const pages = (): Command[] => who.pages.map((page) => ({
    id: `page-${page}`, group: 'page', name: t(`pages.${page}`), hint: t('palette.page'), run: () => void router.push(`/${page}`),
  }))

  const own = (): Command[] => [
    ...(['zh-CN', 'en'] as const).filter((id) => id !== words.locale).map((id): Command => (
      { id: `speak-${id}`, group: 'own', name: t('rail.language', { name: localeNames[id] }), run: () => words.speak(id) })),
    ...themes.map((id): Command => (
      { id: `theme-${id}`, group: 'own', name: t('rail.theme', { name: t(`theme.${id}`) }), run: () => choose(id) })),
    { id: 'sound', group: 'own', name: t(`palette.sound.${isSoundOn.value ? 'off' : 'on'}`), run: switchSound },
  ]

  return (): Command[] => [...acts(), ...talks(), ...states(), ...pages(), ...own()]
}
