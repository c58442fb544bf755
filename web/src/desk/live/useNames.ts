import { useQuery } from '@tanstack/vue-query'
import { fetchMatrix, fetchRevealReasons } from '../api/accessCalls.ts'
import { useLocale } from './locale.ts'

const HOUR_MS = 3_600_000

/** The table of rights: it changes with the pack alone. */
export const useMatrix = () => useQuery({ queryKey: ['matrix'], queryFn: fetchMatrix, staleTime: HOUR_MS })

export const useRevealReasons = () =>
  useQuery({ queryKey: ['reveal-reasons'], queryFn: fetchRevealReasons, staleTime: HOUR_MS })

/** The pack's names of posts, fields, purposes and reasons; the id itself where it has none, or not yet. */
export function useNames() {
  const { said } = useLocale()
  const { data: matrix } = useMatrix()
  const { data: reasons } = useRevealReasons()
  const named = (list: readonly { id: string, name: { zh: string, en: string } }[] | undefined, id: string) => {
    const found = list?.find((one) => one.id === id)
    return found ? said(found.name) : id
  }
  return {
    matrix,
    reasons,
    said,
    post: (id: string) => named(matrix.value?.posts, id),
    field: (id: string) => named(matrix.value?.fields, id),
    purpose: (id: string) => named(matrix.value?.purposes, id),
    reason: (id: string) => named(reasons.value?.reasons, id),
  }
}
