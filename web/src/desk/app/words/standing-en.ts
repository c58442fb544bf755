import type { standingZh } from './standing-zh.ts'

export const standingEn: typeof standingZh = {
  standing: {
    title: 'What holds', add: 'Set', none: 'No flags, holds, consents or preferences.', error: 'What holds of the customer did not load.',
    kinds: { flag: 'Flags', hold: 'Holds', consent: 'Consents', preference: 'Preferences' },
    from: 'since {at}', until: 'until {at}', setBy: 'Set by {name}', endedBy: 'Ended by {name}', with: '{name} agreed', history: 'History ({n})',
    end: 'End', withdraw: 'Note as withdrawn', ending: { end: 'End: {name}', withdraw: 'Consent withdrawn: {name}' },
    waiting: 'Waits for a second person', wants: { set: 'To be set: {name}', end: 'To be ended: {name}' }, yours: 'Yours: a colleague decides.', agree: 'Agree', refuse: 'Do not agree',
    setting: 'Set what holds', what: 'What', choose: 'Choose', scope: 'Channel', value: 'Value', untilDay: 'Until', noEnd: 'Empty: until somebody ends it',
    atMost: '{n} days at most', reason: 'Reason', onlyBack: 'Here you note that the customer takes consent back; only she gives it.', second: 'It takes effect when a colleague agrees.',
    submit: 'Set', propose: 'Ask a colleague to agree', done: 'In effect, and on record', proposed: 'Waits for a colleague to agree', agreed: 'Agreed, and in effect', tooLate: 'It has ended or changed meanwhile; nothing was done', turnedDown: 'Not agreed; nothing changed',
    sources: { staff: 'Staff', robot: 'Robot', lender: 'Lender', customer: 'Customer' },
    scopes: { sms: 'SMS', call: 'calls', email: 'e-mail', push: 'push', number: 'one number' },
    values: { granted: 'granted', withdrawn: 'withdrawn', yes: 'yes', zh: 'Chinese', en: 'English', app: 'app', sms: 'SMS', email: 'e-mail', call: 'calls' },
    reasons: { told_by_lender: 'told by the lender', seen_at_lender: 'seen at the lender' },
  },
}
