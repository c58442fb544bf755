import type { speakerZh } from './speaker-zh.ts'

export const speakerEn: typeof speakerZh = {
  speaker: {
    title: 'Who speaks', mark: 'Not her', isOther: 'Not the customer',
    warning: 'This is not the customer: tell nothing about her. Looking up and requests are stopped; complaints, reports and disaster needs are taken as always.',
    back: 'It is the customer again',
    other: {
      title: 'Not the customer',
      hint: 'What was proved before is void, requests are treated as those of a third party, and the customer’s side is told. It holds for this contact and can be put right.',
      words: 'How it showed (for staff only)', submit: 'Not the customer',
    },
    herself: {
      title: 'It is the customer again', hint: 'The customer’s side is told. What was void stays so; have her prove it again where that is needed.',
      words: 'How you made sure (for staff only)', submit: 'It is the customer',
    },
    said: { third_party: 'Kept: not the customer', self: 'Kept: the customer herself' },
  },
}
