import type { FloorAlert } from '../api/floor.ts'
import { ref } from 'vue'
import { storage } from './writing.ts'

const RUNG = 'qiao:desk:rung:'
const SILENT = 'qiao:desk:silent'
const MOST = 300

const listed = (key: string): string[] => {
  try {
    const kept: unknown = JSON.parse(storage.getItem(key) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one) => typeof one === 'string') : []
  } catch {
    return []
  }
}

/** Those of `ids` that have rung for her nowhere in this browser, whichever tab asks first; from now on they have. */
export async function claimRings(staff: string, ids: readonly string[]): Promise<string[]> {
  const key = RUNG + staff
  const claim = () => {
    const known = listed(key)
    const fresh = ids.filter((id) => !known.includes(id))
    if (fresh.length > 0) storage.setItem(key, JSON.stringify([...known, ...fresh].slice(-MOST)))
    return fresh
  }
  // Two tabs hear of it in the same moment. Without a secure context there are no locks, and at worst it rings twice.
  const { locks } = navigator as Partial<Navigator>
  return locks ? await locks.request(key, claim) : claim()
}

/** The kinds of alerts that make no sound here; they are shown all the same. */
export const silent = ref(new Set(listed(SILENT)))

export function letSound(kind: FloorAlert['kind'], on: boolean): void {
  const kinds = new Set(silent.value)
  if (on) kinds.delete(kind)
  else kinds.add(kind)
  silent.value = kinds
  storage.setItem(SILENT, JSON.stringify([...kinds]))
}
