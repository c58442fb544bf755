import type { RequestState } from '../../../shared/protocol.ts'

/** How a state looks; its word always stands beside the colour. */
export const tones: Record<RequestState, '' | 'ok' | 'due' | 'bad'> = {
  open: '', pending: '', completed: 'ok', refused: 'bad', stuck: 'due', held: 'due', handed_over: '', shown: '', cancelled: '', expired: '',
}

/** The key of the words for what happened: `RequestAdvanced.slots` is the stage, `effect.stuck` the lender's answer. */
export function happenedKey(what: string): string {
  const [kind, to = ''] = what.split('.')
  switch (kind) {
    case 'RequestEntered': return 'requests.happened.entered'
    case 'RequestEnded': return 'requests.happened.ended'
    case 'RequestNews': return 'requests.happened.news'
    case 'RequestAdvanced': return `requests.funnel.stages.${to}`
    default: return `requests.happened.${kind ?? ''}.${to}`
  }
}

/** `staff:ID` is somebody of the house; who, the trail knows. */
export const actorKey = (by: string): string => `requests.actor.${by.split(':')[0] ?? by}`
