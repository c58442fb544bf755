/** Signs enough to tell colleagues apart: the family name of a Chinese name, the first letters of another. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const latin = words.every((word) => /^\p{Script=Latin}/u.test(word))
  const signs = latin ? words.slice(0, 2) : words.slice(0, 1)
  return signs.map((word) => Array.from(word)[0] ?? '').join('').toUpperCase()
}

/** So many are drawn; the others are a number. */
const MOST = 3

export function drawn<T>(people: readonly T[]): { shown: T[], more: number } {
  const shown = people.length > MOST ? people.slice(0, MOST - 1) : people
  return { shown: [...shown], more: people.length - shown.length }
}
