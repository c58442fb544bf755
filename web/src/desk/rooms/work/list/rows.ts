import { stepped } from '../../../base/stepped.ts'

export type ListTab = 'mine' | 'later' | 'waiting' | 'mentions'

const rowsIn = (list: ParentNode | null) =>
  [...list?.querySelectorAll<HTMLButtonElement>('[data-item]:not(:disabled)') ?? []]

/** Moves the focus one row on; from outside the list it starts at the open row. */
export function focusRow(list: ParentNode | null, by: number): void {
  const rows = rowsIn(list)
  const focused = rows.findIndex((row) => row === document.activeElement)
  const open = rows.findIndex((row) => row.ariaCurrent === 'true' || row.getAttribute('aria-current') === 'true')
  rows[stepped(focused >= 0 ? focused : open, by, rows.length)]?.focus()
}

export const focusedItem = (): string | null =>
  document.activeElement?.closest<HTMLElement>('[data-item]')?.dataset['item'] ?? null
