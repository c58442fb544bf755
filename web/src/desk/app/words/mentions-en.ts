import type { mentionsZh } from './mentions-zh.ts'

export const mentionsEn: typeof mentionsZh = {
  mentions: {
    unread: '{n} unread', readAll: 'Mark all read', new: 'unread', more: 'Earlier ones', hidden: 'The note cannot be shown now',
    error: 'Your mentions did not load',
    none: { title: 'Nobody mentioned you', hint: 'When a colleague mentions you in an inner note, it appears here.' },
    pick: 'Mention a colleague', noneFits: 'There is no such colleague', pickError: 'The colleagues did not load; close this and try again',
  },
  own: {
    title: 'My ready texts', mine: 'Mine', hint: 'For you alone: type / and the code in the box. Keep no customer data in them.',
    open: 'Ready texts', manage: 'Keep my ready texts', count: '{n} / {most}', add: 'New', fromDraft: 'Begun with what stands in the box',
    key: 'Code', keyHint: '1 to 16 small letters or figures, a letter first', text: 'Text', gaps: 'Gaps you can use: {gaps}', save: 'Save', saved: 'Saved /{key}',
    edit: 'Edit', editNamed: 'Edit /{key}', remove: 'Delete', removeNamed: 'Delete /{key}', removed: 'Deleted /{key}', undo: 'Undo',
    blocked: 'It can be saved, but will be stopped when sent as it is.', error: 'Your ready texts did not load',
    none: { title: 'No ready texts of your own yet', hint: 'Keep what you say often, and take it with / from then on.' },
  },
}
