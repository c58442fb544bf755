/** Line icons on a 20 px grid. */
export const glyphs = {
  work: 'M3.5 5.5h13v8h-7l-3.5 3v-3H3.5z',
  language: 'M10 3.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM3.8 8h12.4M3.8 12h12.4M10 3.5c-4 4-4 9 0 13M10 3.5c4 4 4 9 0 13',
  theme: 'M15.5 12.2A6.3 6.3 0 0 1 7.8 4.5a6.3 6.3 0 1 0 7.7 7.7Z',
  keys: 'M2.5 5.5h15v9h-15zM5.5 8.5h.01M8.5 8.5h.01M11.5 8.5h.01M14.5 8.5h.01M6.5 11.5h7',
  soundOn: 'M3.5 8v4H6l3.5 3V5L6 8zM12.5 7.5a3.5 3.5 0 0 1 0 5M14.5 5.5a6.3 6.3 0 0 1 0 9',
  soundOff: 'M3.5 8v4H6l3.5 3V5L6 8zM13 8l4 4M17 8l-4 4',
  leave: 'M11.5 4.5h-7v11h7M8.5 10h8M13.5 7l3 3-3 3',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  card: 'M3.5 4.5h13v11h-13zM6.5 8.5h3.5M6.5 11.5h7M12.5 8.5h1',
} as const

export type Glyph = keyof typeof glyphs
