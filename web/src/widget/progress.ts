import type { RequestState } from '../shared/protocol.ts'
import type { Say } from '../shared/words.ts'
import { h } from './dom.ts'
import type { WidgetKey } from './words.ts'

const STEPS = ['confirmed', 'submitted', 'verified', 'completed'] as const
type Standing = 'done' | 'now' | 'ahead' | 'failed'
export interface Step { name: typeof STEPS[number], standing: Standing, word: WidgetKey }

const REACHED: Partial<Record<RequestState, number>> = {
  open: 0, pending: 2, refused: 2, held: 2, stuck: 2, completed: 4,
}

/** How far a request has come; nothing of one that took another way. What was refused ended at its check. */
export function stepsOf(state: RequestState): Step[] {
  const reached = REACHED[state]
  if (reached === undefined) return []
  const steps = state === 'refused' ? STEPS.slice(0, reached + 1) : STEPS
  return steps.map((name, at): Step => {
    const word: WidgetKey = `step.${name}`
    if (at < reached) return { name, standing: 'done', word }
    if (at > reached || reached === 0) return { name, standing: 'ahead', word }
    switch (state) {
      case 'refused': return { name, standing: 'failed', word: 'step.verified.refused' }
      case 'held': return { name, standing: 'now', word: 'step.verified.held' }
      case 'stuck': return { name, standing: 'now', word: 'step.verified.stuck' }
      default: return { name, standing: 'now', word: 'step.verified.now' }
    }
  })
}

/** The steps as a list that is read out with where each one stands. */
export function stepper(state: RequestState, say: Say<WidgetKey>): HTMLElement | null {
  const steps = stepsOf(state)
  return steps.length === 0 ? null : h('ol', { class: `steps ${state}`, 'aria-label': say('steps.name') }, ...steps.map(({ standing, word }) =>
    h('li', { class: `step ${standing}`, 'aria-current': standing === 'now' ? 'step' : undefined },
      h('span', {}, say(word)), h('span', { class: 'hushed' }, `，${say(`step.${standing}`)}`))))
}
