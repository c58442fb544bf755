import type { floorZh } from './floor-zh.ts'

export const floorEn: typeof floorZh = {
  floor: {
    hint: 'The teams you lead and every queue, live. Whose feelings and risk of a complaint you see is recorded.',
    error: 'The floor was not loaded', none: 'You lead no team yet', noneHint: 'Ask whoever plans shifts to make a team of yours under “Staff”.',
    agents: 'Agents', queues: 'Queues', queue: 'Queue', waiting: 'Waiting', longest: 'Longest wait', inTime: 'Answered in time today',
    target: 'target {share} within {s} s', formula: '= answered within {s} s, {in} ÷ those whose wait is decided, {of}',
    load: 'Conversations in hand', hands: '{units} / {capacity} in hand',
    waits: 'waits for an answer', rings: 'rings', answered: 'answered', calls: 'calls back', consults: 'helps a colleague',
    step: { watch: 'Watch', whisper: 'Whisper', join: 'Join', takeOver: 'Take over', sendOn: 'Send on', emptyHands: 'Leaves: hand over everything' },
    done: {
      whisper: '{name} was told', join: 'Joined; the customer sees that you serve her with {name}', takeOver: 'Taken over; the customer sees that you serve her', sendOn: 'Sent on',
      emptyHands: 'Everything {name} had was handed over',
    },
    whisper: { title: 'Whisper to {name}', label: 'The agent reads it, the customer does not' },
    alert: {
      title: 'Alerts', none: 'Nothing to look at at once', watch: 'Look', waits: 'nobody has it yet', handles: '{agent} handles it', unassigned: 'nobody handles it yet', acknowledge: 'Noted',
      taken: '{by} noted it, {at}', done: 'On record; other leaders see it', of: '{agent} serves her',
      kind: { danger: 'Danger', upset: 'Strong feelings', wait: 'Waits too long', promise: 'Promise about to break', broken: 'Promise broken', risk: 'Complaint likely', case_due: 'Complaint due', case_late: 'Complaint late' },
    },
    risk: { watch: 'May complain', high: 'Complaint likely' },
    join: { title: 'Join', hint: 'The customer sees that you serve her together with {name}, who stays in charge: closing and handing on are hers.' },
    takeOver: { title: 'Take over', hint: 'You serve this customer from now on, and {name} can no longer reply. The customer sees the change.' },
    emptyHands: {
      title: '{name} leaves', hint: 'All {n} conversations are handed over and the customers are told; nothing more is given to her.',
      to: 'To whom (several take turns; nobody: to the front of the queue)', give: 'To those chosen', queue: 'To the front of the queue',
    },
  },
  wall: {
    hint: 'Today, live; rest on a figure for its formula.', error: 'The wallboard was not loaded',
    now: 'Now', waiting: 'Waiting', longest: 'Longest wait', agents: 'Agents', today: 'Today', planned: 'Planned on duty now: {n}; ready and busy: {here}', nobody: 'Nobody is here',
    of: '{n} / {of}', seconds: '{n} s', full: 'Full screen',
  },
}
