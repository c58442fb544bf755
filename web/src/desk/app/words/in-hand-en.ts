import type { inHandZh } from './in-hand-zh.ts'

export const inHandEn: typeof inHandZh = {
  inHand: {
    title: 'Request under way', options: 'Possible answers', by: { customer: 'by the customer', agent: 'by an agent', assumed: 'assumed', skipped: 'skipped' },
    submitted: 'Submitted; the result is awaited. The customer is told as soon as it is there.',
    answer: 'Answer for the customer', answerSubmit: 'Fill in',
    checked: 'How you made sure who is there', checkedHint: 'For example: last four of the ID and date of birth. The reason is kept; write no full numbers.', checkedSubmit: 'Identity checked',
    agree: 'Agree for the customer', agreeHint: 'Read every line of the card to the customer first, and confirm only after a clear yes. It takes effect at once, and the record names you.', agreeSubmit: 'The customer agrees: go ahead',
    send: { confirm: 'Send for her to confirm', step_up: 'Let her prove it herself', ask: 'Send for her to answer' }, sent: 'Sent to the customer',
    waiting: 'Afterwards: {names}', again: 'Refresh', error: 'The request under way was not loaded.',
  },
}
