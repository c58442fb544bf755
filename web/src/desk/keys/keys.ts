export const letterActions = [
  'next', 'previous', 'accept', 'reply', 'note', 'handOn', 'consult', 'aside', 'joinTalk', 'return', 'close', 'reveal',
  'request', 'speaker', 'standing', 'merge', 'history', 'assist', 'mentions', 'phrases', 'alertLook', 'alertTaken',
  'figures', 'whatIf', 'decide', 'complaintActs', 'search', 'help',
] as const
/** What letters mean on pages where nobody is talked with. */
export const orderActions = ['newOrder', 'orderFromTalk', 'pick', 'assign', 'closeOrder'] as const
/** What came of a call, by the figure that is pressed. */
export const callActions = ['reached', 'no_answer', 'busy', 'wrong_number', 'another_time', 'done'] as const
/** Takes the first, second or third suggested reply into the box. */
export const suggestKeys = ['suggest1', 'suggest2', 'suggest3'] as const
export type KeyAction =
  typeof letterActions[number] | typeof orderActions[number] | typeof callActions[number] | typeof suggestKeys[number] | 'articles' | 'palette' | 'back'

const letters: Record<string, KeyAction> = {
  j: 'next',
  k: 'previous',
  a: 'accept',
  r: 'reply',
  n: 'note',
  t: 'handOn',
  c: 'consult',
  l: 'aside',
  w: 'joinTalk',
  b: 'return',
  e: 'close',
  u: 'reveal',
  f: 'request',
  s: 'standing',
  g: 'merge',
  z: 'speaker',
  h: 'history',
  i: 'assist',
  m: 'mentions',
  p: 'phrases',
  v: 'alertLook',
  x: 'alertTaken',
  d: 'figures',
  q: 'whatIf',
  y: 'decide',
  o: 'complaintActs',
  '/': 'search',
  '?': 'help', '？': 'help',
  ...Object.fromEntries(callActions.map((action, place) => [`${place + 1}`, action])),
}

/** The other meaning of a key, for where something has it: letters are few. */
export const twins: Partial<Record<KeyAction, KeyAction>> = {
  note: 'newOrder', complaintActs: 'orderFromTalk', alertTaken: 'pick', accept: 'assign', close: 'closeOrder',
}

/** What a key is called, for whoever learns it. */
export function keyName(action: KeyAction): string {
  if (action === 'articles') return 'Alt K'
  return Object.entries(letters).find(([, meant]) => meant === action || twins[meant] === action)?.[0].toUpperCase() ?? ''
}

export interface Pressed {
  key: string
  keyCode: number
  isComposing: boolean
  ctrlKey: boolean
  altKey: boolean
  metaKey: boolean
  /** The key by its place: with Alt, some keyboards write other signs for figures. */
  code?: string
}

export interface Place { isWriting: boolean, inDialog: boolean, letters: boolean }

/** What a key means here, or nothing. A key that belongs to an input method (229) never means anything. */
export function actionOf(pressed: Pressed, { isWriting, inDialog, letters: useLetters }: Place): KeyAction | null {
  if (pressed.isComposing || pressed.keyCode === 229 || inDialog) return null
  // Also while she writes: that is when she looks something up, or does something else.
  if ((pressed.ctrlKey || pressed.metaKey) && !pressed.altKey && pressed.key.toLowerCase() === 'k') return 'palette'
  if (pressed.altKey && !pressed.ctrlKey && !pressed.metaKey) {
    if (pressed.code === 'KeyK') return 'articles'
    return suggestKeys[['Digit1', 'Digit2', 'Digit3'].indexOf(pressed.code ?? '')] ?? null
  }
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey) return null
  if (pressed.key === 'Escape') return 'back'
  return isWriting || !useLetters ? null : letters[pressed.key.toLowerCase()] ?? null
}

/** What belongs to an input method means nothing else. */
export const composes = ({ keyCode, isComposing }: Pick<Pressed, 'keyCode' | 'isComposing'>): boolean =>
  isComposing || keyCode === 229

/** Escape takes back what she has just said, in an empty box Ctrl+Z as well; elsewhere that is of the box. */
export function undoes(pressed: Pressed, isEmpty: boolean): boolean {
  if (composes(pressed)) return false
  return pressed.key === 'Escape' || (isEmpty && (pressed.ctrlKey || pressed.metaKey) && pressed.key.toLowerCase() === 'z')
}

/** Enter sends; with Shift it is a new line, and within an input method it belongs to that. */
export function sends({ key, keyCode, isComposing, shiftKey }: Pressed & { shiftKey: boolean }): boolean {
  return key === 'Enter' && !shiftKey && !isComposing && keyCode !== 229
}

/** Tab takes what is offered in an empty box. */
export function takes({ key, keyCode, isComposing, shiftKey }: Pressed & { shiftKey: boolean }): boolean {
  return key === 'Tab' && !shiftKey && !isComposing && keyCode !== 229
}

export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['radio', 'checkbox', 'button'].includes(target.type)
  return target.matches('textarea, select, [contenteditable]')
}
