import type { handingOnZh } from './handing-on-zh.ts'

export const handingOnEn: typeof handingOnZh = {
  handingOn: {
    title: 'Hand on', to: 'To whom', anybody: 'Whoever is next', anybodyHint: 'The customer keeps her place in the queue',
    skill: 'Skill needed', anySkill: 'Any', skillHint: 'If nobody with it is free, after a while others take it too.',
    hands: '{units} of {capacity} in hand', nobody: 'No colleague is here just now. You can hand it to whoever is next.',
    away: 'She takes nothing new just now, so whoever is next gets it.',
    team: '{ready} ready · {waiting} waiting', teamGone: 'nobody at work now',
    teamHint: 'Offered to this team alone at first; if nobody takes it, after a while others do.', teamAway: 'Nobody of this team takes anything new just now; after a while others take it.',
    note: 'A word to your colleague (the customer does not see it)', submit: 'Hand on', done: 'Handed on; the customer is told that somebody else comes', error: 'The colleagues did not load. You can still hand it to whoever is next.',
  },
}
