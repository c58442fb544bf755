import type { paletteZh } from './palette-zh.ts'

export const paletteEn: typeof paletteZh = {
  palette: {
    title: 'Commands', label: 'What to do', place: 'An action, a customer, a state or a page', results: 'What can be done',
    none: 'Nothing is called “{words}”. Try another word, or clear it to see everything.',
    group: { act: 'Actions', talk: 'Conversations', state: 'My state', page: 'Pages', own: 'Settings' },
    state: 'my state', page: 'page',
    sound: { on: 'Turn the tone on', off: 'Turn the tone off' },
  },
}
