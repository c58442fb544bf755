import type { callsZh } from './calls-zh.ts'

export const callsEn: typeof callsZh = {
  calls: {
    title: 'Promised call', topic: 'Promised call · {window}', window: 'Promised for', about: 'About', number: 'Number', onFile: 'Number on file',
    none: 'No number was given, and none is on file', tries: 'Not answered {n} times, {most} at most', attempts: 'Attempts',
    outcomes: 'What came of this call',
    outcome: { reached: 'Reached', no_answer: 'No answer', busy: 'Busy', wrong_number: 'Wrong number', another_time: 'Another time', done: 'Done' },
    doneHint: 'Done can be recorded once somebody was reached', choose: 'When to call instead', rebook: 'Move it to then', return: 'Back to the queue', recorded: 'Recorded: {outcome}',
    risk: 'The promised time is nearly over and nobody was reached: a leader has to look',
    error: 'The call was not loaded.',
  },
}
