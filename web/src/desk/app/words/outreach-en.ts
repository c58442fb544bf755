export const outreachEn = {
  outreach: {
    hint: 'How much left by itself, how much was stopped and why. A pause holds at once, resuming takes two. No customer is named here.', error: 'It did not load',
    period: 'Period', days: { 1: 'Today', 7: 'Last 7 days' }, totals: 'In total',
    tiles: { sent: 'Sent', held: 'Waiting', dropped: 'Not sent', back: 'Did not arrive', optOuts: 'Customers who took consent back', reported: 'Reported by partners' },
    because: 'Why they were not sent', mostOften: 'Most frequent reasons', becauseHint: 'One of them can have several reasons; each counts.', noDrops: 'Nothing was stopped.',
    byChannel: 'By channel', nothing: 'Nobody was approached in this time.', triggers: 'Triggers', noTriggers: 'The pack has no triggers',
    head: { name: 'Trigger', state: 'State', channel: 'Channel', sent: 'Sent', held: 'Waiting', dropped: 'Not sent' },
    steps: '{n} steps', heldOut: '{n}% of customers held out', is: { running: 'Running', paused: 'Paused', asked: 'Paused, to be resumed' },
    pausedBy: 'Paused by {name}, {at}', askedBy: '{name} asked to resume, {at}', reasonIs: ' ({reason})', second: 'Another colleague has to agree.',
    act: { pause: 'Pause', ask: 'Ask to resume', agree: 'Agree to resume', keep: 'Keep paused' }, actOn: '{act}: {name}',
    done: { pause: '“{name}” is paused: nothing leaves from now on', ask: 'Asked to resume “{name}”; another colleague has to agree', agree: '“{name}” runs again', keep: '“{name}” stays paused' },
    pausing: 'Pause “{name}”', pausingHint: 'It holds at once. What falls due meanwhile does not leave, nor later when it runs again; it is on record.', why: 'Reason', choose: 'Choose',
    reasons: { complaints: 'It leads to complaints', wrong_text: 'The text is wrong', wrong_audience: 'The wrong customers', incident: 'An incident', other: 'Something else' },
  },
}
