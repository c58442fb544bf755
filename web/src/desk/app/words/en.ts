import { accessEn } from './access-en.ts'
import { alertEn } from './alert-en.ts'
import { asideEn } from './aside-en.ts'
import { complaintsEn } from './complaints-en.ts'
import { dealingsEn } from './dealings-en.ts'
import { floorEn } from './floor-en.ts'
import { consultEn } from './consult-en.ts'
import { handingOnEn } from './handing-on-en.ts'
import { keysEn } from './keys-en.ts'
import { mentionsEn } from './mentions-en.ts'
import { ordersEn } from './orders-en.ts'
import { outreachEn } from './outreach-en.ts'
import { paletteEn } from './palette-en.ts'
import { planningEn } from './planning-en.ts'
import { reportsEn } from './reports-en.ts'
import { requestsEn } from './requests-en.ts'
import { assistEn } from './assist-en.ts'
import { callsEn } from './calls-en.ts'
import { incidentsEn } from './incidents-en.ts'
import { skillsEn } from './skills-en.ts'
import { mergeEn } from './merge-en.ts'
import { speakerEn } from './speaker-en.ts'
import { standingEn } from './standing-en.ts'
import { suggestedEn } from './suggested-en.ts'
import { wholeEn } from './whole-en.ts'
import { inHandEn } from './in-hand-en.ts'
import type { DeskWords } from './zh-CN.ts'

export const en: DeskWords = {
  ...accessEn,
  ...alertEn,
  ...asideEn,
  ...ordersEn,
  ...outreachEn,
  ...paletteEn,
  ...requestsEn,
  ...assistEn,
  ...callsEn,
  ...complaintsEn,
  ...dealingsEn,
  ...floorEn,
  ...incidentsEn,
  ...skillsEn,
  ...inHandEn,
  ...keysEn,
  ...mentionsEn,
  ...planningEn,
  ...reportsEn,
  ...consultEn,
  ...handingOnEn,
  ...mergeEn,
  ...speakerEn,
  ...standingEn,
  ...suggestedEn,
  ...wholeEn,
  countdown: {
    days: '{n} day | {n} days', hours: '{n} hour | {n} hours', minutes: '{n} minute | {n} minutes',
    left: '{time} left', over: '{time} over', paused: 'paused', stopped: 'no longer counts', named: '{name}: {says}',
  },
  app: {
    title: 'Qiao · Desk',
    room: 'Service desk',
    unreachable: { title: 'The service cannot be reached', hint: 'Check the network. If this stays, tell your administrator.' },
    retry: 'Try again',
    cancel: 'Cancel',
    close: 'Close',
    acts: 'Actions',
    loading: 'Loading',
  },
  signin: {
    title: 'Sign in to the desk',
    username: 'User name',
    password: 'Password',
    submit: 'Sign in',
    missing: { username: 'Enter your user name', password: 'Enter your password' },
    expired: 'Your sign-in has expired. Sign in to go back to where you were; unsent text is kept.',
    offline: 'The service cannot be reached. Check the network and try again',
    failed: 'Signing in did not work. Try again shortly',
    sso: 'Sign in with {name}',
    step: {
      next: 'Go on', restart: 'Begin again',
      code: { label: 'One-time code', hint: 'The six digits in your authenticator app; without your telephone, one of your recovery codes.' },
      password: { label: 'New password', hint: 'Your password was reset. Choose one of at least 12 characters, without your user name, unlike the last five.' },
      enrol: {
        why: 'Your post signs in with one-time codes. Scan the picture with your authenticator app.',
        picture: 'Picture for the authenticator app', byHand: 'If it cannot be scanned, type this key:',
        label: 'The six digits that the app shows', hint: 'The key is shown this once.',
      },
    },
    recovery: {
      title: 'Recovery codes', hint: 'Without your telephone each of them serves once instead of a code. They are shown this once: keep them safe.', done: 'Kept, open the desk',
    },
    demo: { title: 'Demo', hint: 'Choose an account to fill it in; all data is invented.', none: 'Accounts and passwords stand in the window that runs qiao demo.' },
  },
  rail: {
    rooms: 'Rooms', own: 'My state and settings',
    presence: 'My state: {state}',
    language: 'Language: {name}', theme: 'Appearance: {name}', keys: 'Keyboard shortcuts', sound: { on: 'Sound is on', off: 'Sound is off' },
    signOut: 'Sign out', signOutFailed: 'Signing out did not work. Try again',
  },
  presence: {
    ready: 'Ready', wrap_up: 'Wrap-up', busy: 'Busy', break: 'Break', offline: 'Offline',
    noLimit: 'No limit', minutes: '{n} min at most',
    hint: { ready: 'Take new conversations', wrap_up: 'Ready by itself in a moment', busy: 'No new conversations', break: 'Away from the desk', offline: 'Off duty' },
    units: 'Load {units} of {capacity}',
    failed: 'Your state did not change. Try again',
  },
  theme: { auto: 'As the system', light: 'Light', dark: 'Dark' },
  link: {
    connecting: 'Connecting…', waiting: 'Connection lost, reconnecting. What you wrote is kept, and missed messages will be filled in.',
    offline: 'No network. You can go on reading and drafting; the rest follows when it is back.',
  },
  lane: {
    life: 'Life at risk', emergency: 'Emergency', distress: 'Distress', complaint: 'Complaint', care: 'Special care', elder: 'Elder',
    promise: 'Promise due', normal: 'Normal',
  },
  work: {
    title: 'Work',
    list: 'Conversations', talk: 'Conversation', context: 'Context',
    tab: { mine: 'Mine', later: 'Later', waiting: 'Waiting', mentions: 'Mentions' },
    empty: {
      mine: { title: 'Nothing in hand', ready: 'A new conversation will ring here. You can also take one from Waiting.', away: 'You are not ready, so nothing new will come to you.', go: 'Set me ready' },
      later: { title: 'Nothing is put aside', hint: 'When you wait for a result, press L in a conversation: the customer is told when you will answer, and you are reminded.' },
      waiting: { title: 'Nobody is waiting', hint: 'Customers who ask for a person appear here.' },
    },
    closedToday: '{n} closed today',
    error: { title: 'The list did not load', hint: 'The rest still works.' },
    fresh: '{n} new',
    gone: 'Left the list',
    unread: '{n} unread',
    noTopic: 'Topic not recognised',
    accept: 'Accept', acceptNamed: 'Accept {name}', decline: 'Put back', declineNamed: 'Put back {name}',
    offShift: 'You are off shift. For overtime ask your leader to enter it', taken: 'A colleague took it first', notNow: 'This call may only be made in the time that was promised', handsFull: 'Your hands are full. Close something first; a call needs both hands', acceptFailed: 'Accepting did not work. Try again', declineFailed: 'Putting back did not work. Try again',
    ring: { title: 'New conversation', left: 'Accept within {s} s', announce: 'New conversation: {name}, {lane}. Accept within {s} seconds', flash: '[New] {name}' },
    clock: { waited: 'Waited {time}', due: '{time} left', overdue: '{time} over', held: 'In service {time}' },
    back: 'Back to the list', toContext: 'Context', toTalk: 'Back to the conversation',
  },
  talk: {
    none: { title: 'Choose a conversation', hint: 'Pick one on the left, or move with J / K and open with Enter.' },
    error: { title: 'The conversation did not load', hint: 'Your draft is safe. Try again, or go on with another one.' },
    missing: { title: 'This conversation cannot be shown', hint: 'It is not in your hands. One that waits can be read once you take it; one in which you were mentioned opens from “Mentions”.' },
    copy: 'Copy number {number}', copied: 'Copied {what}', copyFailed: 'The browser does not allow copying',
    entrance: { web: 'Web', app: 'App', wechat: 'WeChat', phone: 'Phone' },
    state: { mine: 'With me', reserved: 'To accept', waiting: 'Waiting for a person', bot: 'With the robot', colleague: 'With {name}', closed: 'Closed' },
    colleague: 'a colleague',
    owner: 'Owner',
    older: 'Earlier messages', olderFailed: 'Did not load, try again', start: 'The conversation begins here',
    fresh: '{n} new messages', toEnd: 'To the latest',
    log: 'Messages',
    speaker: { customer: 'Customer', bot: 'Robot', agent: 'Agent', house: 'System', note: 'Inner note', consult: 'Colleague' },
    staffOnly: 'staff only',
    chose: 'Chose', source: 'Source', options: 'Offered', file: 'File', fileOpen: 'Look at it', fileSave: 'Download', fileHide: 'Hide', fileNote: 'Each look is on record', fileBroken: 'The picture is damaged and cannot be shown', unknown: 'This content cannot be shown yet',
    card: {
      facts: 'Facts', confirm: 'To be confirmed', step_up: 'Identity check', receipt: 'Receipt', document: 'To download:',
      method: { sign_in: 'sign in', code: 'text message code', id_tail: 'last four of the ID', face: 'face check', new_number: 'code to the new number' },
    },
    mark: { held: 'About to go', sending: 'Sending', sent: 'Sent', delivered: 'Delivered', read: 'Read', waiting: 'Not sent', refused: 'Not sent' },
    resend: 'Send again', discard: 'Delete', edit: 'Edit', takeBack: 'Take back',
    event: {
      owner: { bot: 'Handed to the robot', agent: '{name} took over', nobody: 'Waiting for a person' },
      opened: 'Contact {number} began', closed: 'Contact {number} ended', closedWhy: 'Contact {number} ended: {reason}', rated: 'Rated {score} by the customer',
    },
    typing: { customer: 'The customer is typing…', agent: '{name} is typing…', bot: 'The robot is typing…', note: '{name} is writing a note…' },
    onlookers: 'Also looking at this conversation', looks: '{name} ({post})',
    accept: 'Accept', close: 'Close', return: 'Return to robot', handOn: 'Hand on',
  },
  composer: {
    kinds: 'Reply or inner note',
    saying: { reply: 'Reply', note: 'Inner note', consult: 'Colleague' },
    label: { reply: 'Reply to the customer', note: 'Inner note, hidden from the customer', consult: 'To the colleague, hidden from the customer' },
    hint: { reply: 'Enter sends · Shift+Enter new line · / ready texts', note: 'Hidden from the customer · Enter saves · Shift+Enter new line · {\'@\'} mentions', consult: 'Seen by staff alone · Enter sends · Shift+Enter new line' },
    place: { reply: 'Write a reply', note: 'A note for colleagues', consult: 'Talk it over' },
    send: { reply: 'Send', note: 'Save note', consult: 'To colleague' },
    barred: {
      reserved: 'Accept it to reply.', waiting: 'Accept it to reply.', bot: 'The robot is speaking; only one may. You can write an inner note.',
      colleague: '{name} is speaking; only one may. You can write an inner note.', closed: 'The contact has ended; nothing more can be written.',
      mine: 'The conversation is no longer yours.',
    },
    articles: 'Articles', take: 'Take this opening (Tab)',
    notOwner: 'Not sent: the conversation is no longer yours. The text is kept above; copy or delete it.',
  },
  snippets: { title: 'Ready texts' },
  checks: {
    title: 'Check before sending', severity: { block: 'Not allowed', warn: 'Careful' }, confirm: 'Send it anyway',
    blocked: 'Not sent: change what is marked first.', warned: 'Not sent yet: read the warning below.', fine: '',
  },
  articles: {
    title: 'Articles', label: 'Search articles', place: 'The question, or a few words', results: 'Articles found',
    start: 'Type, choose with ↑ ↓, and Enter puts the whole text into the composer.',
    unsure: 'Nothing fits well; these come closest.',
    none: { title: 'No article found', hint: 'Try other words, or fewer.' },
    error: { title: 'The search did not work', hint: 'What you wrote is safe.' },
    version: 'reviewed {date}', insert: 'Insert',
  },
  closing: {
    title: 'Close the conversation', reason: 'Reason', note: 'Summary (staff only, yours to change)', submit: 'Close', failed: 'Closing did not work. Try again', done: 'Conversation closed',
    summary: { need: 'Need: {need}', made: 'Accepted: {made}', and: ', ', consulted: 'Asked: {name}', answer: 'Answered: {answer}' },
    reasons: { solved: 'Solved', unsolved: 'Not solved', no_reply: 'No reply', duplicate: 'Duplicate', wrong_person: 'Wrong person', other: 'Other' },
  },
  returning: { title: 'Return to robot', hint: 'The robot goes on with this customer, and you can no longer reply.', submit: 'Return', failed: 'Returning did not work. Try again', done: 'Returned to the robot' },
  brief: {
    title: 'Brief', none: 'No brief', noneHint: 'The customer came straight to a person; the robot took no part.',
    files: 'Sent {n} files, see the conversation',
    asked: 'What was asked', why: 'Why it came here', understood: 'What the robot understood', tried: 'What was tried', signals: 'Signals',
    turns: '{n} turns', since: 'waiting since {time}',
    request: 'Under way', noSlots: 'Nothing was filled in yet',
    nothing: 'No meaning was recognised', notTried: 'Nothing was answered yet',
    confidence: '{p}% sure',
    triedKind: { answered: 'Answered', clarified: 'Clarified', offered: 'Offered' },
    reasons: {
      asked: 'The customer asked for a person', not_understood: 'The robot did not understand', complaint: 'The customer wants to complain', signal: 'A risk signal appeared', unsolved: 'The customer said it was not solved',
      policy: 'Rules ask for a person', elder: 'Elders reach a person first', vulnerable: 'Special care is needed', unavailable: 'The robot is not available', identity: 'Identity has to be checked', emergency: 'An emergency', emotion: 'Strong feelings',
    },
    emotion: 'Emotion', felt: '{feeling} {n}/3',
    trend: { rising: 'rising over three turns', falling: 'falling over three turns', steady: 'steady over three turns' },
    feelings: {
      neutral: 'Calm', satisfied_grateful: 'Grateful', confused: 'Confused', anxious_worried: 'Worried', impatient: 'Impatient', disappointed: 'Disappointed',
      frustrated: 'Frustrated', angry: 'Angry', insulting: 'Insulting', aggrieved_unfair: 'Feels treated unfairly', ashamed_distress: 'Ashamed', sad_grief: 'Grieving',
      desperate: 'Desperate', self_harm_signal: 'Self-harm', threat: 'Threatening', fear_harassed: 'Afraid, harassed', regulator_threat: 'Threatens with the regulator', sarcastic: 'Sarcastic',
    },
    signalNames: {
      self_harm: 'Risk of self-harm', distress: 'Distress', emergency: 'Emergency', complaint: 'Complaint', regulator: 'Names a regulator', fraud: 'Possible fraud',
      elder: 'Elder', hardship: 'Cannot repay', anger: 'Anger', threat: 'Threat', media: 'Names the press', life: 'Life at risk', disaster: 'Hit by a disaster', bereavement: 'A death in the family', threat_to_others: 'Threat to others',
    },
  },
  customer: {
    title: 'Customer', kind: { visitor: 'Visitor', customer: 'Customer' }, name: 'Name', type: 'Kind', level: 'Identity level', number: 'Number', entrance: 'Entrance',
    levels: { A0: 'Not verified', A1: 'Signed in', A2: 'Verified by code', A3: 'Verified by face or agent' },
    masked: 'Details are masked; every look is on record', values: 'Details', noValues: 'No details are kept', purpose: 'Purpose', hidden: 'Hidden from you ({n})',
    since: 'As of {at}, rule {rule}', comma: ', ',
  },
}
