import type { asideZh } from './aside-zh.ts'

export const asideEn: typeof asideZh = {
  aside: {
    title: 'Put aside', hint: 'It stays yours and fills no hand. The customer is told the sentence below; in time, or when something happens, it is back at the front of your list.',
    act: 'Later', take: 'Take back', mark: 'Owed', reason: 'Reason', until: 'Promise an answer by (Beijing time)', sooner: 'Back sooner when',
    withoutTime: 'No time is promised; it is back with you after {h} h at the latest.', event: { customer: 'the customer writes again', request: 'a request of hers is decided' },
    told: 'What the customer is told', submit: 'Send and put aside', done: 'Put aside, and the customer told', error: 'The reasons did not load.',
    bar: {
      aside: 'Put aside, back in {time}', owed: '{name} promised an answer by {time}', open: '{name} promised an answer when there is news',
      late: '{name} promised an answer by {time}; it is late',
    },
    back: {
      time: 'The time is near, please answer', customer: 'The customer has written', request: 'A request of hers is decided', hand: 'Taken back, the answer is still owed', moved: 'Promised by the colleague before, please go on',
    },
    isBack: 'The conversation with {name} is back',
    event_line: {
      set: '{by} put it aside and promised an answer by {time}', setOpen: '{by} put it aside until there is news', time: 'The time is near: back', customer: 'The customer wrote: back', request: 'A request is decided: back',
      hand: '{by} took it back', broken: 'The answer promised by {time} was not given', kept: 'The promise was kept', late: 'The promised answer came late', other: 'What was put aside has changed',
    },
    brief: 'Promised to the customer', briefUntil: '{by} · by {time}',
    floor: '{n} aside', onFloor: 'Put aside',
  },
}
