import type { Classes, ComplaintChoices } from '../../api/complaints.ts'

/** What stands in the form first: what holds, else what the complaint itself suggests. */
export const begun = (holds: Classes | null, suggested: Classes | null): Record<string, string> =>
  Object.fromEntries(Object.entries(holds ?? suggested ?? {}).map(([name, code]) => [name, String(code)]))

/** Which classes are still needed. */
export const lacking = (chosen: Record<string, string>, of: ComplaintChoices['classes']) =>
  of.filter(({ id, needed }) => needed && !chosen[id])

/** What is sent: nothing that was left out. */
export const filled = (chosen: Record<string, string>, redressFen: number | null): Classes => ({
  ...Object.fromEntries(Object.entries(chosen).filter(([, code]) => code !== '')),
  ...(redressFen ? { redress_fen: redressFen } : {}),
})
