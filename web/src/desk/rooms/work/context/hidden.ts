import type { Both, View } from '../../../api/wire.ts'

export interface HiddenGroup { because: string, why: Both, ask: Both, names: Both[] }

/** The hidden fields, those with the same reason together: nobody reads one sentence twelve times. */
export function hiddenIn({ fields }: View): HiddenGroup[] {
  const groups = new Map<string, HiddenGroup>()
  for (const sight of Object.values(fields)) {
    if (sight.shown || sight.because === undefined) continue
    const { because, why, ask, name } = sight
    const group = groups.get(because) ?? { because, why, ask, names: [] }
    group.names.push(name)
    groups.set(because, group)
  }
  return [...groups.values()]
}
