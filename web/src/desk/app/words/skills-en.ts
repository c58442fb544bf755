import type { skillsZh } from './skills-zh.ts'

export const skillsEn: typeof skillsZh = {
  skills: {
    hint: 'Changes hold at once: what waits is decided anew by them; what is in hand stays in hand.',
    everybody: 'Show every agent, not only those of my teams',
    error: 'The skills were not loaded', nobody: 'There are no agents yet',
    nobodyHint: 'They appear here once they have an account and a post.',
    sheet: 'Skills of agents', scope: 'Scope', scopeOf: 'Scope of the skills of {name}', every: 'Every skill', listed: 'As listed',
    everyHint: 'Whatever skill is asked for, this agent may be given it',
    level: { none: 'none', beginner: 'beginner', fair: 'fair', skilled: 'skilled', advanced: 'advanced', expert: 'expert' },
    levelOf: '{skill} of {name}',
    capacity: 'At a time', capacityOf: 'How many {name} holds at a time; empty is {n}, as the settings say', usual: 'usual: {n}',
    cover: { here: '{n} here', due: 'nobody here', bad: 'nobody has it' },
    served: { ok: '{n} here', due: 'only when relaxed', bad: 'nobody here can' },
    told: {
      every: '{name} takes whatever skill is asked for from now on. ',
      listed: '{name} has the listed skills now, each as an expert; lower those that are too high. ',
      gains: '{name} takes what asks for {skill} from now on ({level}). ',
      loses: '{name} takes nothing more that asks for {skill}; what is in hand stays. ',
      level: '{name} is now {level} at {skill}. ', more: 'Reached at once: {queues}. ', less: 'Reached only when relaxed: {queues}. ',
      holds: '{name} holds at most {n} at a time from now on. ', usual: '{name} holds {n} at a time from now on, as the settings say. ',
    },
    named: '{name}', undo: 'Undo', undone: 'Undone. ',
    asked: 'What queues ask for', queue: 'Queue', asks: 'Asks first for', relaxed: 'Enough when nobody comes', anybody: 'any agent',
    atLeast: '{skill} ({level} or better)', after: 'after {s} s: {asked}', inLanguage: 'Conversations in {language}',
  },
}
