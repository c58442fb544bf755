import type { requestsZh } from './requests-zh.ts'

export const requestsEn: typeof requestsZh = {
  requests: {
    hint: 'What customers have asked for in the chat: how far it came, and where it stopped.',
    tab: { list: 'Requests', funnel: 'Funnel' },
    number: 'Number', flow: 'Kind', customer: 'Customer', state: 'State', at: 'Begun', standsAt: 'Waits for', endedAt: 'Ended', trouble: 'Trouble',
    all: 'All', error: 'The requests could not be loaded', oneError: 'This request could not be loaded', back: '← Back to the list',
    none: { title: 'No requests yet', narrowed: 'No request fits this choice', hint: 'Requests appear here once customers make them.' },
    is: {
      open: 'Being filled in', pending: 'In progress', completed: 'Completed', refused: 'Not done', stuck: 'Needs attention', held: 'Held for a check',
      handed_over: 'Handed over', shown: 'Answered', cancelled: 'Cancelled', expired: 'Ended by time',
    },
    card: 'What the customer confirmed', consent: 'The words agreed to',
    timeline: 'What happened', noTimeline: 'Nothing on record yet.',
    retry: 'Check again', retryHint: 'It goes on under the same number and is not done twice.', retried: 'Begun again',
    happened: {
      entered: 'Begun', ended: 'Ended', news: 'News from the lender, told to the customer',
      effect: {
        intended: 'About to be handed to the lender', pending: 'Handed over, no answer yet', submitted: 'Done by the lender, to be checked',
        verified: 'Found in the lender’s records', refused: 'Not done by the lender', stuck: 'No result from the lender, stopped',
      },
    },
    actor: { bot: 'Robot', customer: 'Customer', house: 'House', staff: 'Staff' },
    troubles: {
      NotAsExpected: 'What the lender’s records show is not what the customer agreed to', PartlyDone: 'Only a part was done',
    },
    funnel: {
      since: 'Period', days: 'Last day | Last {n} days', error: 'The funnel could not be loaded', none: 'No requests in this time',
      success: 'Acceptance success', formula: '= verified {verified} ÷ eligible {eligible}',
      caption: 'Each step: how many, the share of all begun, and how many fewer than the step before', stage: 'Step', count: 'Count',
      share: 'Share', lost: 'Fewer than before',
      stages: {
        entered: 'Begun', identified: 'Identified', slots: 'Details complete', eligible: 'Eligible', confirmed: 'Confirmed', submitted: 'Submitted',
        verified: 'Verified',
      },
      means: {
        entered: 'How often this was begun', identified: 'The identity reached the level needed', slots: 'Everything needed was told',
        eligible: 'The rules allow it', confirmed: 'The customer agreed to the card', submitted: 'Handed to the lender’s system',
        verified: 'The result stands in the lender’s system',
      },
      drops: 'Where it stopped', noDrops: 'Nobody stopped on the way.', aside: 'Besides: not done {refused}, handed over {handed}.',
    },
  },
}
