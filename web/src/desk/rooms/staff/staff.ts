import type { HeldPost, PlannedStaff, StaffAccount } from '../../api/accessWire.ts'

export type Condition = 'waiting' | 'disabled' | 'locked' | 'active'

/** The one word that stands beside a name. An account without a post waits for its first. */
export function conditionOf(account: StaffAccount, nowMs: number): Condition {
  const { active, posts, locked_at: locked, locked_until: until } = account
  if (!active) return posts.length === 0 ? 'waiting' : 'disabled'
  return locked !== null || (until !== null && Date.parse(until) > nowMs) ? 'locked' : 'active'
}

export const heldNow = ({ from, until }: HeldPost, nowMs: number): boolean =>
  Date.parse(from) <= nowMs && (until === null || Date.parse(until) > nowMs)

/** Posts that are hers or will be; what is over is history. */
export const notOver = (posts: readonly HeldPost[], nowMs: number): HeldPost[] =>
  posts.filter(({ until }) => until === null || Date.parse(until) > nowMs)

/** By name, user name, address, or the name of a post she has. */
export function searchedStaff<One extends PlannedStaff | StaffAccount>(
  staff: readonly One[], words: string, postName: (id: string) => string,
): One[] {
  const wanted = words.trim().toLowerCase()
  return staff.filter((one) => {
    const posts = 'posts' in one ? one.posts.map(({ post }) => `${post} ${postName(post)}`) : []
    const email = 'email' in one ? one.email ?? '' : ''
    return [one.name, one.username, email, ...posts].join(' ').toLowerCase().includes(wanted)
  })
}

/** The beginning of a day in Shanghai, as posts begin and end; nothing for no day. */
export const momentOf = (day: string): string | undefined => day === '' ? undefined : `${day}T00:00:00+08:00`
