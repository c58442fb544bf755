/** What can be done to several at once. */
export type Many = 'assign' | 'priority' | 'handOn' | 'close'
