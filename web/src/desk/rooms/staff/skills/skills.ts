import type { Ask, AskingQueue, Levels, Profile, ProfileWish, Skilled, SkilledAgent } from '../../../api/skills.ts'

/** The words of proficiency, 0 to 5. */
export const levels = ['none', 'beginner', 'fair', 'skilled', 'advanced', 'expert'] as const

export const levelOf = ({ skills }: Pick<Profile, 'skills'>, skill: string): number => skills?.[skill] ?? 0

/** Whoever has every skill serves whatever is asked for. */
export const serves = ({ skills }: Pick<Profile, 'skills'>, needs: Levels): boolean =>
  skills === null || Object.entries(needs).every(([skill, level]) => (skills[skill] ?? 0) >= level)

const isHere = ({ state }: SkilledAgent) => state !== 'offline'

/** How many who are here serve it. */
export const hereFor = (agents: readonly SkilledAgent[], needs: Levels): number =>
  agents.filter((agent) => isHere(agent) && serves(agent, needs)).length

/** How a skill stands: how many who are here have it, and whether anybody has it at all. */
export function coverOf(agents: readonly SkilledAgent[], skill: string): { here: number, tone: '' | 'due' | 'bad' } {
  const here = hereFor(agents, { [skill]: 1 })
  if (here > 0) return { here, tone: '' }
  return { here, tone: agents.some((agent) => serves(agent, { [skill]: 1 })) ? 'due' : 'bad' }
}

/** What is enough for a queue, from which wait on; whoever the other queue's people are may take it in the end. */
export function stepsOf(queue: AskingQueue, queues: readonly AskingQueue[]): Ask[] {
  const { overflow } = queue
  const others = queues.find(({ id }) => id === overflow?.to)
  const more = overflow && others?.asks[0] ? [{ after_s: overflow.after_s, skills: others.asks[0].skills }] : []
  return [...queue.asks, ...more].toSorted((one, other) => one.after_s - other.after_s)
}

/** Whether somebody here serves what is asked for first, only what is enough later, or nothing of it. */
export const toneOf = (first: { here: number }, relaxed: readonly { here: number }[]): 'ok' | 'due' | 'bad' =>
  first.here > 0 ? 'ok' : relaxed.some(({ here }) => here > 0) ? 'due' : 'bad'

/** Every skill at its best, so that nothing is taken from her by saying which. */
export const everyListed = (skills: Skilled['skills']): Levels => Object.fromEntries(skills.map(({ id }) => [id, 5]))

/** Her skills with one at another level; at 0 she has it no more. */
export function atLevel({ skills }: Profile, skill: string, level: number): Levels {
  const others = Object.entries(skills ?? {}).filter(([name]) => name !== skill)
  return Object.fromEntries(level > 0 ? [...others, [skill, level]] : others)
}

export const wishOf = ({ skills, capacity, usual }: Profile): ProfileWish =>
  ({ skills, capacity: usual ? null : capacity })

export type Told =
  | { kind: 'every' | 'listed' }
  | { kind: 'gains' | 'loses' | 'level', skill: string, level: number, more: string[], less: string[] }
  | { kind: 'holds' | 'usual', capacity: number }

/** What a change means from now on. `more` and `less` are queues whose items reach her at once, or only relaxed. */
export function toldOf(before: Profile, after: Profile, { queues }: Pick<Skilled, 'queues'>): Told {
  if (before.usual !== after.usual || before.capacity !== after.capacity) {
    return { kind: after.usual ? 'usual' : 'holds', capacity: after.capacity }
  }
  if (after.skills === null) return { kind: 'every' }
  if (before.skills === null) return { kind: 'listed' }
  const names = new Set([...Object.keys(before.skills), ...Object.keys(after.skills)])
  const skill = [...names].find((name) => levelOf(before, name) !== levelOf(after, name)) ?? ''
  const [was, level] = [levelOf(before, skill), levelOf(after, skill)]
  const reach = (profile: Profile) => new Set(
    queues.filter(({ asks: [first] }) => first && serves(profile, first.skills)).map(({ id }) => id))
  const [had, has] = [reach(before), reach(after)]
  return {
    kind: was === 0 ? 'gains' : level === 0 ? 'loses' : 'level',
    skill,
    level: level || was,
    more: [...has].filter((id) => !had.has(id)),
    less: [...had].filter((id) => !has.has(id)),
  }
}
