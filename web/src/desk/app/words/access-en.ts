import type { accessZh } from './access-zh.ts'

export const accessEn: typeof accessZh = {
  pages: { work: 'Work', requests: 'Requests', reviews: 'Reviews', audit: 'Audit', staff: 'Staff', matrix: 'Rights', account: 'Account' },
  noRight: {
    page: 'this page', title: 'Your post has no “{name}”', hint: 'If your work needs it, your leader asks for a post under “Staff”, and a second person approves.',
    matrix: 'See the table of rights',
  },
  once: { copy: 'Copy', copied: 'Copied' },
  reveal: {
    ask: 'See in clear: {field}', why: 'Why {field} is hidden', hide: 'Hide now; {n} more today', hideNamed: 'Hide now, {s} seconds left',
    masked: 'Shown now', reason: 'What it is for', password: 'Password or one-time code', passwordHint: 'This is sensitive: prove again who you are. You are not asked again for some minutes.',
    recorded: 'Every look is recorded and may be reviewed. Your post may open {n} values a day.', submit: 'Show', howToAsk: 'What you can do:',
    understood: 'All right', error: 'The reasons were not loaded',
    glass: {
      begin: 'Emergency…', what: 'When a life is in danger or a fraud is under way, a second person can let you see it for minutes. A third reviews it afterwards.',
      words: 'What is happening (no numbers of people)', submit: 'Ask a second person', waiting: 'Leaders and compliance see your request under “Reviews”. Waiting for one of them…', refused: 'The second person did not agree.',
    },
  },
  match: {
    begin: 'Check', title: 'Check: {field}', said: 'What the customer says', hint: 'The answer is whether it fits. The value is not shown.', submit: 'Check',
    fits: 'It fits', differs: 'It does not fit; {n} tries left',
  },
  subject: {
    title: 'Subject', none: 'Not entered', change: 'Change', search: 'Search subjects', hint: 'What the customer is talking about. What can be seen follows from it, and a change is on record.',
    nothing: 'There is no such subject. Try other words.',
  },
  account: {
    error: 'Your account was not loaded', looks: 'Language and appearance', language: 'Language', theme: 'Appearance',
    posts: {
      title: 'Posts and team', current: 'Current post', become: 'Switch to', team: 'Team: {name}', leader: '(led by {name})', noTeam: 'You are in no team yet.',
      hint: 'A post is asked for by one person and approved by a second. Switching begins a new session.',
    },
    password: {
      title: 'Change password', current: 'Current password', fresh: 'New password', again: 'New password again', hint: 'At least 12 characters, without your user name, unlike the last five.',
      differs: 'The two new passwords differ', submit: 'Change password', done: 'The password is changed; other devices are signed out',
    },
    codes: {
      title: 'One-time codes', state: { on: 'On', off: 'Off', needed: 'Your post needs them' },
      about: { on: 'Signing in asks for the six digits of your authenticator app too. {n} recovery codes are left.', off: 'With them, signing in asks for the six digits of your authenticator app too.' },
      few: 'Few recovery codes are left. Make new ones.', enrol: 'Set up', renew: 'New recovery codes', remove: 'Turn off', code: 'Code',
      scan: 'Scan the picture with your authenticator app, then type the six digits it shows. The key is shown this once.',
      removing: 'Then the password alone signs you in. Where your post needs codes, the next sign-in sets up new ones.', renewing: 'The recovery codes of now will be worth nothing.',
    },
    sessions: {
      title: 'Signed-in devices', error: 'The devices were not loaded', device: 'Device', address: 'Address', since: 'Signed in', seen: 'Last used', unknown: 'Unknown device',
      current: 'This device', end: 'Sign out', endOthers: 'Sign out all others', ended: 'Signed out',
    },
  },
  matrix: {
    hint: 'Which post sees which field, how much of it, for what purpose, and by which rule.', print: 'Print', error: 'The table was not loaded', search: 'Search posts and fields',
    purpose: 'Purpose', everyPurpose: 'Every purpose', questions: 'Posts and fields to ask about', fields: 'Fields', posts: 'Posts', post: 'Post', field: 'Field',
    nothing: 'There is no such post or field.', whole: 'The whole table', table: 'Table of rights', unknown: 'The table does not know this',
    question: { field: 'Who can see “{name}”, and why', post: 'What “{name}” can see' },
    nobody: { field: 'No post sees it', post: 'This post sees nothing', hint: 'You can look for another purpose too.' },
    without: { field: 'Posts that do not see it (press for the reason)', post: 'Fields it does not see (press for the reason)' },
    right: 'How much', purposes: 'Purposes', scope: 'Whose', rule: 'Rule', stepUp: 'after proving again who one is',
    legend: '* after proving again who one is. – nothing. Press a post or a field for its rules.', signed: 'Signed by {by}',
  },
  audit: {
    hint: 'Who looked at what of whom, when, and why.', form: 'Search the audit trail', from: 'From', to: 'To', customer: 'Customer id', staff: 'User name of staff', field: 'Field',
    act: 'Act', reason: 'Reason', any: 'Any', notACustomer: 'A customer id has 32 letters and digits; press one in a record or in the reviews', backwards: 'The end lies before the beginning',
    search: 'Search', clear: 'Clear', recorded: 'The search is on record too.', begin: 'Fill in at least one box: a customer, the field “phone number”, the days of May.', error: 'The search did not work',
    nothing: { title: 'There is no such record', hint: 'Widen the period, or leave one condition out.' }, found: 'Records found', at: 'When', who: 'Who', seen: 'What was seen', why: 'Reason and purpose',
    more: 'Earlier records', someShown: '{n} shown; there are earlier ones', allShown: '{n} in all', formerStaff: 'Former staff', actor: { bot: 'Robot', house: 'System' },
    unsealed: 'Not sealed yet', number: 'No. {n}', narrow: 'Only customer {id}', purpose: 'Purpose: {name}', detail: 'Details',
    action: {
      viewed: 'Looked', revealed: 'Saw in clear', matched: 'Checked', denied: 'Refused', searched: 'Searched', exported: 'Exported', held: 'Took a contact', subject_set: 'Set the subject', identity_checked: 'Checked identity',
      broke_glass: 'Emergency', approved: 'Approved or reviewed', signed_in: 'Signed in', sign_in_refused: 'Sign-in refused', signed_out: 'Signed out', session_ended: 'Session ended',
      locked_out: 'Locked out', lock_lifted: 'Lock lifted', sign_in_changed: 'Sign-in changed', stepped_up: 'Proved again', rights_proposed: 'Rights asked for',
      rights_refused: 'Rights refused', rights_changed: 'Rights changed', policy_changed: 'Rules changed', planned: 'Planned', webhooks_changed: 'Webhooks changed', standing_changed: 'Flag or hold changed', robot_read: 'Robot read', key_rotated: 'Key rotated',
      erased: 'Erased', corrected: 'Corrected', consent_withdrawn: 'Consent withdrawn', retention_run: 'Retention run', backed_up: 'Backed up', restored: 'Restored',
    },
    state: {
      title: 'The chain', proven: 'Proven at the last verification', found: 'Verification found something', never: 'Never verified', broken: 'The chain is broken', error: 'The state was not loaded', records: 'Sealed records',
      head: 'Batches signed / sealed', tail: 'Not sealed yet', since: 'since {at}', verified: 'Last verified', findings: '{n} findings',
      todo: {
        never: 'Run qiao audit verify to prove the whole chain.', found: 'Run qiao audit verify to see each place, and tell the data protection officer.', broken: 'Change nothing in the database, run qiao audit verify, and tell the data protection officer.',
      },
    },
  },
  reviews: {
    hint: 'Looked at afterwards: values seen in clear, emergencies, and what looks odd.', tab: { opened: 'Seen in clear', glass: 'Emergencies', anomalies: 'Anomalies' }, show: 'Show', which: { open: 'To be reviewed', done: 'Reviewed' },
    none: { open: 'Nothing waits for review', done: 'Nothing was reviewed yet', hint: 'What somebody sees in clear will appear here.' }, error: 'The list was not loaded', verdict: 'Verdict', justified: 'Justified', notJustified: 'Not justified',
    done: 'Recorded', inMessage: 'in a message', brokeGlass: 'emergency', notOneself: 'Not one’s own',
    glass: {
      none: { title: 'There are no emergencies', hint: 'Requests appear here; a second person answers within half an hour.' }, asked: 'Asked', state: 'State',
      is: { asked: 'Waits for agreement', open: 'Open now', refused: 'Not agreed', over: 'Over', late: 'Nobody answered' }, until: 'until {at}', agree: 'Agree', refuse: 'Refuse',
      undecided: 'Waits for a second person', third: 'A third person reviews it',
    },
    anomaly: {
      looked: 'Period', period: { 24: 'Last 24 hours', 168: 'Last 7 days', 744: 'Last 31 days' }, sign: 'Sign', count: 'How often', when: 'When',
      none: { title: 'Nothing looks odd', hint: 'You can look at a longer period.' },
      signs: {
        many_customers: { name: 'Many customers in an hour', means: 'Compare it with the work of that hour.' }, without_contact: { name: 'Looks without a contact', means: 'The customer was not in hand; it was refused.' },
        off_shift: { name: 'Looks off shift', means: 'Check whether it was overtime.' }, marked_customer: { name: 'A marked customer', means: 'Well-known people and colleagues: every look is worth a look.' },
        in_sequence: { name: 'Walking along ids', means: 'Refused looks came in the order of ids.' },
      },
    },
  },
  staff: {
    hint: 'Accounts, posts, teams and shifts. What matters takes two people.', tab: { people: 'People', waiting: 'To decide', rota: 'Shifts and teams' }, search: 'Search names, user names or posts', add: 'Add somebody', error: 'This was not loaded',
    nobody: 'There is nobody like that', nobodyHint: 'Try another name or post.', name: 'Name', username: 'User name', posts: 'Posts', post: 'Post', codes: 'One-time codes', condition: 'State', withCodes: 'On',
    withoutCodes: 'Off', is: { active: 'In use', locked: 'Locked', disabled: 'Disabled', waiting: 'Waits for a post' }, done: 'Done', asked: 'Asked for; a second person decides', choose: 'Choose',
    reason: 'Reason', second: 'It takes effect when a second person approves.', lockedUntil: '(until {at})', notOneself: 'Others look after your own account.', fromAt: 'from {at}', untilAt: 'until {at}', team: 'Team', noTeam: 'In no team',
    access: 'Sign-in', unlock: 'Unlock', lock: 'Lock', endSessions: 'Sign out everywhere', disable: 'Disable', disableSure: 'Disable {name}? Posts and sessions end at once; only a post given by two people brings the account back.',
    give: 'Ask for a post', end: 'Ask to end a post', from: 'From', until: 'Until', atOnce: 'Empty: when approved', forGood: 'Empty: for good', askSubmit: 'Ask', postRequests: 'Requests for posts',
    noRequests: 'Nothing waits for approval', noRequestsHint: 'Requests for posts appear here and hold for seven days.', change: 'Change', changes: { give: 'Give “{post}”', end: 'End “{post}”' }, askedBy: 'Asked by',
    expires: 'holds until {at}', approve: 'Approve', refuse: 'Refuse', takeBack: 'Take back', yours: 'Yours: somebody else approves', aboutYou: 'About yourself: somebody else decides', decided: { approve: 'Approved', refuse: 'Done' },
    resetRequests: 'Resets', noResets: 'No reset waits for approval.',
    new: {
      username: '2 to 40 letters, digits, dots or dashes', email: 'E-mail (optional)', submit: 'Add and ask for the post', password: 'Password for {name}, good for one sign-in', passwordHint: 'Shown this once. Tell it in person or by a safe way; the first sign-in changes it.',
      waits: 'Signing in works when the post is approved.', done: 'Done',
    },
    reset: {
      begin: 'Reset the password…', submit: 'Ask for a reset', codes: 'Take away the one-time codes too (telephone lost)', half: 'First half of the one-time password of {name}', otherHalf: 'Second half of the one-time password of {name}',
      halfHint: 'Shown this once. Who asked tells the first half, who approved the second.', both: 'Password and one-time codes', password: 'Password',
    },
    shifts: {
      plan: 'Plan shifts', title: 'Shifts of {name}', none: 'No shifts yet. Where nobody of a post has shifts, it is always at work.', day: 'Day', from: 'From', to: 'To', remove: 'Remove this line', add: 'Add a line', keep: 'Keep the week', kept: 'The shifts are kept',
      hint: 'Beijing time. An end before the beginning is the next morning.', exceptions: 'Days unlike the week', on: 'Day', off: 'off', dayOff: 'Day off', keepDay: 'These hours on this day', asWeek: 'As the week',
      days: { mon: 'Monday', tue: 'Tuesday', wed: 'Wednesday', thu: 'Thursday', fri: 'Friday', sat: 'Saturday', sun: 'Sunday', working: 'Working days', rest: 'Days of rest' },
    },
    notOwnShifts: 'Others plan your own', teams: 'Teams', noTeams: 'There are no teams yet.', teamLine: 'led by {leader} · {n} people', teamName: 'Name of a new team', leader: 'Leader', noLeader: 'Nobody yet', makeTeam: 'Make the team',
  },
  refused: {
    StepUpRefused: 'The password or the code is wrong', StepUpsUsedUp: 'Too many were wrong. Try again in {minutes} minutes', RevealsUsedUp: 'The {a_day} values of today are used up; tomorrow there are more. If it cannot wait, pass this on to a post that may, or ask your leader',
    MatchesUsedUp: 'Too many did not fit. Try again in {minutes} minutes', RevealRefused: 'This cannot be seen now', FieldNotFound: 'This value is no longer there', ConversationNotFound: 'This conversation is no longer in your hands', ReasonUnknown: 'This reason is no longer there. Choose another',
    DemoStays: 'The accounts of the demo are everybody’s: their passwords and codes stay as they are', PasswordWrong: 'The current password is wrong', CodesThere: 'One-time codes are on already', PostNotYours: 'You do not have this post now', SessionNotFound: 'This session has ended',
    DutyNeeded: 'The post you work in does not do this', NotOneself: 'Others do this for you', SecondPersonNeeded: 'Who asked does not approve. A second person has to', PostRequestOver: 'Somebody has decided, or it is too late', PostRequestNotFound: 'The request is gone',
    PostThere: 'This post is there in that time already', PostNotThere: 'This post is not there', TimesWrong: 'The end lies before the beginning, or before now', DutiesApart: 'With a post that is there already, this puts into one hand what must stay apart', UsernameTaken: 'Somebody has this user name or address',
    StaffNotFound: 'There is no such account, or it is disabled', TeamNameTaken: 'There is a team of this name', ResetWaits: 'Somebody has asked for this; a second person has to decide', ResetOver: 'Somebody has decided, or it is too late', ResetNotFound: 'The request is gone',
    NotAlone: 'Who asks, who agrees and who reviews are three people', AlreadyDecided: 'Somebody has decided, or it is too late', AuditorsOnly: 'The trail is for auditors and compliance', NotForThisPost: 'Your post does not review', StaffUnknown: 'There is no such user name',
    CannotTakeIt: 'This colleague cannot take it: she takes no conversations, has an interest in this customer, or is yourself. Choose another', NotYours: 'This conversation is no longer in your hands; somebody took or closed it', SkillUnknown: 'This skill is no longer there. Choose again',
    NotChangedByThisPost: 'Your post sees this and does not change it', NotTheirsToChange: 'This is changed by other posts', HoldsTooLong: 'Too long: {most_days} days at most', StandingUnknown: 'This is no longer there. Choose again',
    EndsBeforeItBegins: 'That day is past. Choose a later one', ProposalNotFound: 'Somebody has decided this already',
    Invalid: 'Something is not as it has to be. Look it through and try again',
  },
}
