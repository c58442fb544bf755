import type { dealingsZh } from './dealings-zh.ts'

export const dealingsEn: typeof dealingsZh = {
  dealings: {
    title: 'History', tab: { now: 'Now', assist: 'Assist', history: 'History' }, tabs: 'Pages of the background',
    narrow: 'Show one kind', all: 'All', older: 'Earlier', start: 'Nothing earlier',
    none: 'No history', noneHint: 'Her contacts, requests, complaints and promised calls will appear here.', failed: 'The history could not be loaded',
    kinds: { contact: 'Contact', request: 'Request', complaint: 'Complaint', call: 'Call', standing: 'Standing', merge: 'Joined', news: 'Lender' },
    is: {
      contact: { open: 'Under way', closed: 'Ended', idle: 'Ended by silence' },
      complaint: { open: 'Being looked into', late: 'Past its day', decided: 'Decided', verifying: 'Being verified', withdrawn: 'Withdrawn' },
      call: { booked: 'To be called', done: 'Called', cancelled: 'Cancelled', unreached: 'Not reached', broken: 'Not called in time' },
      standing: { set: 'Set', end: 'Ended', granted: 'Granted', withdrawn: 'Withdrawn' },
      merge: { merged: 'Joined with another record', parted: 'Parted again' },
      news: { request_news: 'News, told to the customer', overdue: 'Overdue', deduction_failed: 'Deduction failed', disbursed: 'Paid out', settled: 'Settled' },
    },
    who: { bot: 'Robot', robot: 'Robot', lender: 'Lender', customer: 'Customer', staff: 'Staff' },
    due: { complaint: 'answer by {at}', call: 'due {at}', standing: 'until {at}', contact: '{at}', request: '{at}', merge: '{at}', news: '{at}' },
    loan: 'Loan', score: 'rated {n}', here: 'this contact',
    earlier: 'Contact {number}', back: '← History', onRecord: 'Reading this is on record.', earlierFailed: 'This contact could not be loaded', earlierNone: 'There is nothing of this contact to be read',
  },
}
