import { initialsOf } from './initials.ts'

export const groups = ['act', 'talk', 'state', 'page', 'own'] as const

/** Something the palette can do. `hint`: its key, or what tells it from its namesakes. */
export interface Command {
  id: string
  group: typeof groups[number]
  name: string
  hint?: string
  run: () => void
}

const plain = (text: string) => text.normalize('NFKC').toLowerCase()

/** What fits every word typed, by its name, its initials or its hint: what begins so stands first in its group. */
export function fitting(commands: readonly Command[], words: string): Command[] {
  const wanted = plain(words).split(/\s+/).filter((word) => word !== '')
  const rank = (command: Command): number => {
    const [name, initials] = [plain(command.name), initialsOf(plain(command.name))]
    const places = wanted.map((word) => {
      if (name.startsWith(word) || initials.startsWith(word)) return 0
      return name.includes(word) || initials.includes(word) || plain(command.hint ?? '').includes(word) ? 1 : Infinity
    })
    return Math.max(0, ...places)
  }
  const inGroup = ({ group }: Command) => groups.indexOf(group)
  return commands
    .map((command) => ({ command, at: rank(command) }))
    .filter(({ at }) => at < Infinity)
    .sort((one, other) => inGroup(one.command) - inGroup(other.command) || one.at - other.at)
    .map(({ command }) => command)
}
