export interface Row<T> { item: T, gone: boolean }
export interface Steady<T> { rows: Row<T>[], fresh: number }

/**
 * What a list shows. While it is held (a pointer rests on it) every row keeps its place: changed ones change where
 * they are, those that left stay as shadows, and new ones are only counted.
 */
export function steadied<T extends { id: string }>(
  shown: readonly Row<T>[], sorted: readonly T[], held: boolean,
): Steady<T> {
  if (!held || shown.length === 0) return { rows: sorted.map((item) => ({ item, gone: false })), fresh: 0 }
  const current = new Map(sorted.map((item) => [item.id, item]))
  const rows = shown.map(({ item }) => ({ item: current.get(item.id) ?? item, gone: !current.has(item.id) }))
  const places = new Set(shown.map(({ item }) => item.id))
  return { rows, fresh: sorted.filter(({ id }) => !places.has(id)).length }
}
