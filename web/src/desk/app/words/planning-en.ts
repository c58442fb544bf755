import type { planningZh } from './planning-zh.ts'

export const planningEn: typeof planningZh = {
  planning: {
    title: 'Forecast and staffing', hint: 'Calls by half hour, and how many people keep the targets. Nobody’s shifts are changed here.',
    on: 'Day', before: 'The day before', after: 'The day after', today: 'Today', week: 'Seven days', weekDay: 'Expected answer rate {answered}, at most {most} at once',
    callsOf: '{n} calls', hoursOf: '{n} rostered hours', charts: 'Charts',
    error: 'It could not be reckoned', short: 'Too little history for a forecast', shortHint: 'You can load a history first: a line for each half hour, Beijing time; half hours without calls may be left out.',
    between: 'From {least} to {most}',
    kind: {
      worked_weekend: 'worked weekend', holiday: 'holiday',
    },
    history: {
      label: 'Learnt from', house: 'Conversations that came to people here ({from} to {to})', houseNone: 'Conversations that came to people here (none yet)',
      file: '{name} ({from} to {to})', load: 'Load a file', remove: 'Remove this history',
    },
    unsure: {
      title: 'Please note:',
      few_days: 'The history has {days} days only and shows no seasons.', no_such_day: 'No such day is in the history; days like it stand in.',
      no_due_dates: 'The history is shorter than a month and a half and shows no due dates.', stale: 'The history ends on {to}, more than two weeks before.',
      calendar: 'The holidays of this year are not published; an ordinary week is assumed.', service: 'No handling time was measured; {s} s are assumed.',
    },
    which: { needed: 'As the targets need', shifts: 'By the shifts there are', otherwise: 'If so' },
    figures: {
      title: 'The whole day', which: 'Plan', calls: 'Calls', hours: 'Hours on duty', rostered: 'Rostered hours', most: 'Most at once', answered: 'Answer rate', inTime: 'Within {s} s',
      abandoned: 'Abandoned', short: 'below target', noShifts: 'No shifts are planned for this day, so there is nothing to compare with. Shifts are planned under “Staff”.',
    },
    formula: {
      calls: 'Poisson regression on kind of day, long rests, day of the month and trend; the band is the middle eight tenths of the last {n} days of the kind',
      agents: 'a queue with impatience (M/M/n+G): the fewest who keep the day’s targets while days and half hours are off',
      shares: 'answered = 1 − abandoned; within {s} s and abandoned are shares of all calls',
      hours: 'sum of agents on duty by half hour ÷ 2', rostered: 'on duty ÷ (1 − shrinkage), rounded up by half hour', most: 'the most of any half hour',
      answered: 'answered ÷ calls, weighted by calls', inTime: 'answered within {s} s ÷ calls, weighted by calls', abandoned: '1 − answer rate',
    },
    chart: {
      label: '{name}; left and right arrows go through the half hours', now: 'now', calls: 'Calls by half hour', agents: 'On duty by half hour', shares: 'Answered and abandoned by half hour',
      expected: 'expected', usual: 'usual', bent: 'since today', otherwise: 'if so', needed: 'needed', neededNow: 'since today', shifts: 'shifts',
      answered: 'answered', inTime: 'within {s} s', abandoned: 'abandoned', otherAnswered: 'if so, answered',
    },
    column: {
      start: 'Half hour', calls: 'Expected calls', low: 'Usual, from', high: 'Usual, to', agents: 'Needed on duty', rostered: 'Needed, rostered', answered: 'Answered', in_time: 'In time',
      abandoned: 'Abandoned', shifts: 'On the rota', shiftsAnswered: 'Answered by shifts', otherCalls: 'If so: calls', otherAgents: 'If so: on duty', otherAnswered: 'If so: answered',
      otherInTime: 'If so: in time', came: 'Came', nowCalls: 'Calls since', nowAgents: 'On duty since',
    },
    table: { title: 'Table', copy: 'Copy', save: 'Download CSV', copied: 'Copied; paste it into a spreadsheet', copyFailed: 'The browser does not allow copying; download it instead' },
    whatIf: {
      title: 'What if', ready: 'Common cases', sick: 'Two are sick', due: 'Due-date peak', longer: 'Longer handling', hasty: 'Less patience', none: 'As planned',
      agents: 'Agents in each half hour, more or fewer', calls: 'Calls (% of planned)', service: 'Handling time (% of planned)', patience: 'Patience (% of planned)',
      needs: 'To keep the targets even so takes {n} hours on duty ({by}).',
    },
    soFar: {
      at: 'Up to', came: 'Calls so far', bend: 'See the rest by it',
      heard: 'Up to {at}, {came} calls came; {expected} were expected ({off}).',
      bent: 'The other half hours are seen {by} for it: {needed} hours on duty, {planned} before.',
      why: 'The more of a day and of its calls is there, the more it counts.', nothing: 'No half hour is over yet, or today’s are; the rest is seen as before.',
    },
    assumed: {
      title: 'Assumptions and targets',
      service: 'Handling time (s)', serviceHint: 'With wrap-up; as measured if empty', patience: 'Patience (s)', patienceHint: 'Mean wait until somebody gives up',
      atOnce: 'At once', atOnceHint: 'Conversations an agent holds', shrinkage: 'Shrinkage (%)', shrinkageHint: 'Breaks, training, illness of paid time',
      answered: 'Answer rate (%)', inTime: 'Within {s} s (%)', inTimeHint: '0 asks for nothing', sure: 'Certainty (%)', sureHint: 'Share of days that keep them',
    },
    check: {
      title: 'Check by simulating', hint: 'Many simulated days, call by call, by the routing rules in use.', which: 'Check', amount: 'Simulate', days: '{n} days', begin: 'Begin', end: 'Stop',
      running: '{done} of {days} days', leave: 'You can leave this page and come back.', none: 'This day has not been checked.', failed: 'The check did not get through. Try again; tell the system administrator if it stays so.',
      found: 'On {n} of {of} days the answer rate reached {target} ({share})', both: 'With {target} within {s} s as well: {n} days ({share}); asked for are {sure}.',
      holds: 'holds', fails: 'does not hold', spread: 'The middle day answers {middle}; one in ten is below {worst}', by: 'begun by {by} {at}, {which}, {hours} hours', cancelled: 'stopped early',
    },
    plans: {
      title: 'Kept plans', note: 'Note', keep: 'Keep', kept: 'Kept', error: 'The plans were not loaded', none: 'No plan is kept yet. Its figures stay as they are; once published, leaders see it.',
      nonePublished: 'No plan is published for this day.', line: '{hours} rostered hours, expected answer rate {answered}', holds: 'holds', before: 'was published', by: 'kept by {by}, {at}', publishedBy: 'published by {by}, {at}',
      show: 'Look', hide: 'Back to the forecast', publish: 'Publish', isPublished: 'Published; leaders see it', looking: 'This is the plan that {by} kept, with the figures of then.',
    },
  },
}
