import type { consultZh } from './consult-zh.ts'

export const consultEn: typeof consultZh = {
  consult: {
    ask: 'Ask', title: 'Ask a colleague', hint: 'You stay in charge and the customer does not know. Who accepts sees this conversation until it is over.',
    whom: 'Whom', anybody: 'Whoever has a hand free', skill: 'Skill', team: 'Team', any: 'Any', chooseOne: 'Choose a skill or a team, or one colleague above.',
    question: 'Your question', submit: 'Ask', error: 'The colleagues could not be loaded. Try again.', nobody: 'No other colleague is here now.',
    asked: 'Asking {name}, {s} s left', open: '{name} looks at it with you', openHers: '{name} asks you: you see the conversation, the customer does not know',
    invited: '{name} is asked to join; she has not answered yet', invitedHers: '{name} asks you to join; the customer will see your name and replies', uninvite: 'Take the invitation back', joinHers: 'Join', stayOut: 'Not now',
    joined: '{name} has joined; the customer reads what she writes', joinedHers: 'You have joined and the customer reads your replies; {name} is in charge',
    withdraw: 'Take back', end: 'End', join: 'Let her join', leave: 'Let her leave', leaveHers: 'Leave', handOver: 'Hand over to her', again: 'Ask another', dismiss: 'All right',
    outcome: { no_reply: '{name} has not answered; ask another', declined: '{name} cannot help now; ask another' },
    badge: 'Asked', cardTitle: 'A colleague asks', accept: 'Have a look', decline: 'Not now',
    event: {
      asked: '{asker} asks {asked}', accepted: '{asked} looks at it too', invited: '{asker} asks {asked} to join', not_in: '{asked} has not joined', joined: '{asked} has joined', stepped_out: '{asked} has left',
      no_reply: '{asked} has not answered', declined: '{asked} has declined', withdrawn: '{asker} has taken the question back', done: 'Asking {asked} is over', left: 'Asking {asked} ended with the conversation', taken: '{asked} took over', other: 'Asking a colleague',
    },
    brief: 'Colleagues who were asked', briefOpen: 'no answer',
  },
}
