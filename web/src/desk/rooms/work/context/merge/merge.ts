import type { Merge, MergePreview, NewMerge } from '../../../../api/merges.ts'

/** Whether she may part them by herself: within the first day, or as somebody who agrees to what others propose. */
export function canPart(merge: Merge, now: number, mayAgree: boolean): boolean {
  if (merge.state !== 'merged') return false
  const isAlone = merge.alone_until !== null && now < Date.parse(merge.alone_until)
  return isAlone || (mayAgree && !merge.is_yours)
}

/** What the form says, or nothing while something is missing. The number's last sign may be an X. */
export function wishOf(preview: MergePreview | null, words: string, idTail: string): NewMerge | null {
  const tail = idTail.trim().toUpperCase()
  if (preview?.trouble !== null || words.trim().length < 4) return null
  if (tail !== '' && !/^\d{3}[\dX]$/.test(tail)) return null
  return { other: preview.other.customer, words: words.trim(), id_tail: tail === '' ? null : tail }
}
