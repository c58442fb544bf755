/** The place `by` steps further in a ring of `length`; from nowhere (-1) the first or the last. */
export function stepped(from: number, by: number, length: number): number {
  if (length === 0) return -1
  if (from < 0) return by > 0 ? 0 : length - 1
  return (from + by + length) % length
}
