import type { assistZh } from './assist-zh.ts'

export const assistEn: typeof assistZh = {
  assist: {
    title: 'Assist', steps: 'What to do next', mood: 'Mood of the talk', articles: 'Articles', similar: 'Similar cases',
    none: 'Nothing to suggest for now: no risk, complaint or request was heard, and nothing is half done.',
    notYours: 'The conversation is in other hands; this is for your information.', stale: 'Not brought up to date: this is what was advised before.',
    failed: 'Assist did not load', failedHint: 'The conversation goes on; you can reply.',
    closed: 'No contact is open', closedHint: 'When the customer comes back, advice appears here.',
    rank: { danger: 'Danger to life', complaint: 'Complaint', care: 'Care', promise: 'Promise' },
    do: {
      begin: 'Begin', request: 'Go to it', identity: 'Check who it is', standing: 'Set it', say: 'Put into the box', article: 'Look it up',
      history: 'Look at history', hand_on: 'Hand on', consult: 'Ask', return: 'Give back', close: 'Close',
    },
    calm: 'calm', lately: 'last {n} messages', moodWords: 'In order: {words}', noMood: 'The customer has said nothing yet, or your post does not see moods.',
    risk: { title: 'Risk of a complaint', watch: 'watch', high: 'high', register: 'Register the complaint' },
    noArticle: 'No article was found; Alt K searches.', insert: 'Put into the box',
    noMatter: 'It is not clear yet what the customer wants; similar cases appear once it is.', few: 'Fewer than 3 customers had a similar case, so nothing is shown.',
    cases: '{n} nearest cases of the last half year.', minutes: 'Typically {n} minutes.', outcomes: 'Outcomes', otherwise: 'ended otherwise',
    masked: 'Numbers only: nothing of any other customer.', hers: 'This customer came for the same before (looking is on record)', similarFailed: 'Similar cases did not load',
    requestIs: { completed: 'done', held: 'on record', pending: 'under way', stuck: 'with a person', refused: 'refused', handed_over: 'passed to a person' },
    closedAs: { solved: 'solved', unsolved: 'not solved', no_reply: 'no reply', duplicate: 'duplicate', wrong_person: 'wrong person', other: 'other', idle: 'ended by itself', closed: 'closed' },
  },
}
