import { lanes, type Desk, type Item, type Lane, type Presence } from '../api/wire.ts'

/** The desk after one item changed: done, or in another agent's hands, it leaves the lists. */
export function withItem(desk: Desk, item: Item, staffId: string): Desk {
  const others = (items: Item[]) => items.filter(({ id }) => id !== item.id)
  const mine = others(desk.mine)
  const waiting = others(desk.waiting)
  switch (item.state) {
    case 'waiting': return held(desk, mine, [...waiting, item])
    case 'reserved':
    case 'assigned': return held(desk, isHers(item, staffId) ? [...mine, item] : mine, waiting)
    case 'done': return held(desk, mine, waiting)
  }
}

/**
 * The units in her hands follow what is in them: every item weighs one, but a call, which fills them; what is aside
 * as much as the pack says.
 */
function held(desk: Desk, mine: Item[], waiting: Item[]): Desk {
  const { units, capacity } = desk.me
  const isCall = ({ kind }: Item) => kind === 'call_back'
  if (mine.some(isCall)) return { ...desk, mine, waiting, me: { ...desk.me, units: capacity } }
  const weight = (items: Item[]) =>
    items.reduce((sum, { is_aside: isAside, fills }) => sum + (isAside ? fills ?? 0 : 1), 0)
  const before = desk.mine.some(isCall) ? 0 : units - weight(desk.mine)
  return { ...desk, mine, waiting, me: { ...desk.me, units: before + weight(mine) } }
}

export const withPresence = (desk: Desk, presence: Presence): Desk => ({ ...desk, me: presence })

const isHers = ({ holder }: Item, staffId: string) => holder == null || holder === staffId

/** Life at risk first, then the longest wait. */
export function inOrder(items: readonly Item[]): Item[] {
  return [...items].sort((a, b) =>
    laneRank(a.lane) - laneRank(b.lane) || a.waiting_since.localeCompare(b.waiting_since))
}

function laneRank(lane: Lane): number {
  const rank = lanes.indexOf(lane)
  return rank < 0 ? lanes.length : rank // a lane of a newer server comes last
}

export interface Lists { ringing: Item[], mine: Item[], later: Item[], waiting: Item[] }

/** Aside no more, and the customer still without the answer she was promised. */
export const isBack = ({ is_aside: isAside, aside }: Item): boolean => isAside !== true && aside != null

/** What rings, what is in hand, what waits; a reservation that has run out no longer rings. */
export function listsOf(desk: Desk, nowMs: number): Lists {
  const all = [...desk.mine, ...desk.waiting]
  const rings = ({ state, reserved_until: until }: Item) =>
    state === 'reserved' && (until === null || Date.parse(until) > nowMs)
  const assigned = desk.mine.filter(({ state }) => state === 'assigned')
  const aside = assigned.filter(({ is_aside: isAside }) => isAside === true)
  const inHand = assigned.filter((item) => !aside.includes(item))
  return {
    ringing: all.filter(rings),
    mine: [...inOrder(inHand.filter(isBack)), ...inOrder(inHand.filter((item) => !isBack(item)))],
    later: [...aside].sort((a, b) => (a.aside?.returns_at ?? '').localeCompare(b.aside?.returns_at ?? '')),
    waiting: inOrder(desk.waiting.filter(({ state }) => state === 'waiting')),
  }
}
