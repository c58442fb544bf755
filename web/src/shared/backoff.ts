const FIRST_MS = 500
const LONGEST_MS = 30_000

/**
 * Milliseconds to wait before try number `attempt` (from 0): doubling, capped, and spread over the upper half,
 * so that thousands of browsers do not come back in the same moment.
 */
export function delayBefore(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10))
  return Math.round(ceiling * (0.5 + random() / 2))
}
