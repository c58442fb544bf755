import type { mergeZh } from './merge-zh.ts'

export const mergeEn: typeof mergeZh = {
  merge: {
    title: 'Records of one person', begin: 'Join another record', none: 'No other record is joined.', error: 'Joined records were not loaded.',
    find: 'Join two records of one person', other: 'The other record', otherHint: 'The number of a conversation or of the customer, in full. Searches are on record.', look: 'Find',
    side: { here: 'In hand', other: 'The other' }, kind: { visitor: 'Visitor', customer: 'Customer' }, unnamed: 'No name', last: 'Last contact {at}',
    counts: { contact: 'Contacts {n}', request: 'Requests {n}', complaint: 'Complaints {n}', call: 'Calls {n}' }, nothing: 'No dealings',
    into: '“{name}” goes on. Conversations, requests, complaints and calls of both are shown together; neither record is changed.',
    takes: 'Holds of the one person from then on (of two the stricter)', takesNone: 'Flags, holds, consents and preferences do not differ.', from: { here: 'of the one in hand', other: 'of the other' },
    idTail: 'Last four signs of the ID number (as she said them)', idTailHint: 'To join alone, she must have shown who she is: by a code, or by these four signs. Without, a colleague has to agree.',
    words: 'Why it is one person', wordsHint: 'Four signs or more, kept on record; no ID numbers.',
    second: 'Both are customers: a team leader or complaint officer has to agree.', own: 'What she sees herself stays: each way of signing in keeps its own conversation.',
    submit: 'Join', propose: 'Propose to a colleague', done: 'Joined', proposed: 'Proposed; a colleague has to agree',
    trouble: {
      nobody_known: 'Both are visitors: there is no customer to join to. Find out who she is first, and join from there.',
      other_identity: 'Their ID numbers differ, so they are not joined. If one is wrong, have it corrected first.',
      both_have_loans: 'Loans run under both customer numbers, so they are not joined. Hand it to the department that keeps them.',
    },
    wants: 'Asks to join two records', joined: 'Joined record', by: 'Proposed by {name}', agreedBy: 'agreed by {name}', yours: 'You proposed it; a colleague decides.', others: 'A team leader or complaint officer decides.', agree: 'Agree', refuse: 'Turn down',
    proof: { session: 'She had shown who she is', id_tail: 'ID number matched' },
    part: 'Part them', parting: 'Part the two records', partWords: 'Why they are parted',
    partHint: 'Both are what they were before. What was done since stays with the record it was done under.',
    alone: 'You may part them until {at}; afterwards another colleague with the right has to.', late: 'A day has passed: a team leader or complaint officer who had no part in it has to part them.',
    parted: 'Parted; both are what they were before', agreed: 'Agreed and joined', turnedDown: 'Turned down; nothing changed',
  },
}
