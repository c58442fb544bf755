export const wholeEn = {
  whole: {
    tab: 'Overview', title: '{name}: overview', open: 'Whole page', back: '← Back to the conversation', onRecord: 'What you see follows your post, and looking is on record.',
    stages: 'Stages', tags: 'Tags', touches: 'Touches', events: 'Recent events', failed: 'It did not load',
    ownLine: 'Customer', loanLine: 'Loan {loan}', before: '{n} steps before', byDays: 'by date', odd: 'not a step that should be',
    groupOnly: 'At present: {name}', noStage: 'The lender has told nothing of this customer yet.', noEvents: 'No events.', more: '{n} earlier ones',
    facts: {
      amount_fen: 'amount {value}', due_on: 'due {value}', until_on: 'until {value}', limit_fen: 'limit {value}',
      balance_fen: 'balance {value}', used_percent: '{value}% used',
    },
    noTags: 'No tags.', whyTag: 'Why this tag', asOf: ' (as of {day})', nextOn: 'If nothing new happens it may change on {day}',
    groups: { need: 'Need', risk: 'Risk', value: 'Value', lifecycle: 'Lifecycle' }, or: ' or ',
    because: {
      events: '{about}: {found} times in the last {within} days', loans: 'A loan stands at: {about}', noLoans: 'No loan stands at: {about}',
      stage: 'Her stage is: {about}', notStage: 'Her stage is not: {about}', tag: 'Has the tag: {about}', noTag: 'Has not the tag: {about}',
      unknown: '{about}: nothing on record', mark: 'The last change was: {about}', notMark: 'The last change was not: {about}', trait: '{about}: {found}',
    },
    bounds: {
      count: { just: 'asks for just {n}', from: 'asks for {low} to {high}', least: 'asks for {n} or more', most: 'asks for {n} at most' },
      ago: { just: '{n} days ago', from: '{low} to {high} days ago', least: '{n} days ago or longer', most: 'within {n} days' },
      ahead: { just: 'in {n} days', from: 'in {low} to {high} days', least: 'in {n} days or later', most: 'within {n} days to come' },
    },
    brackets: ' ({text})', colon: ': ',
    noTouches: 'Nobody has come to this customer unasked.', why: 'Why she got it', whyNot: 'Why she did not get it', whyNotYet: 'Why it has not left yet', olderTouches: 'Earlier touches',
    again: 'judged again {at}', allowed: 'Every rule allows it', untilThen: 'until {at}', nobodyKnows: 'nobody knows, so it counts as no',
    verdicts: {
      held: 'Waiting', permitted: 'Allowed, about to leave', sent: 'Sent', urgent: 'Sent (urgent)', dropped: 'Not sent', not_used: 'Did not arrive, place given back',
      reported: 'Reported by a partner',
    },
    rulings: { send: 'may leave', hold: 'not yet', drop: 'does not leave' },
    kinds: { E: 'Emergency', T: 'Transaction', S: 'Service', M: 'Marketing' },
    gates: {
      law: 'The law forbids it', stop: 'A case in which nobody is approached', opt_out: 'She does not want it', hold: 'A hold stands', silence: 'No time to offer anything',
      quiet: 'Quiet hours', cap: 'The cap is reached', priority: 'Something more pressing first', merge: 'Told about the same already', time: 'Of no use any more', withheld: 'A reason your post may not see',
      switch: 'The trigger is paused',
    },
  },
}
