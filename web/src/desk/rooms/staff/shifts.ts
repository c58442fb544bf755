import { shiftDays, type Hours, type ShiftDay, type WeeklyHours } from '../../api/accessWire.ts'

const DAY_MINUTES = 1440

/** One line of the plan as it is typed: `18:00` to `02:00` ends the next morning. */
export interface ShiftLine { day: ShiftDay, from: string, to: string }

export const clockOf = (minute: number): string => {
  const ofDay = minute % DAY_MINUTES
  return `${String(Math.floor(ofDay / 60)).padStart(2, '0')}:${String(ofDay % 60).padStart(2, '0')}`
}

export function minuteOf(clock: string): number | null {
  const found = /^(\d{2}):(\d{2})$/.exec(clock)
  if (!found) return null
  const [hour, minute] = [Number(found[1]), Number(found[2])]
  return hour < 24 && minute < 60 ? hour * 60 + minute : null
}

/** The hours between two clock times; the same time twice is a whole day. Nothing where one is missing. */
export function hoursOf(from: string, to: string): Hours | null {
  const [begin, end] = [minuteOf(from), minuteOf(to)]
  if (begin === null || end === null) return null
  return { from_minute: begin, to_minute: end > begin ? end : end + DAY_MINUTES }
}

export const linesOfPlan = (shifts: readonly WeeklyHours[]): ShiftLine[] =>
  [...shifts]
    .sort((a, b) => shiftDays.indexOf(a.day) - shiftDays.indexOf(b.day) || a.from_minute - b.from_minute)
    .map(({ day, from_minute: from, to_minute: to }) => ({ day, from: clockOf(from), to: clockOf(to) }))

/** The plan to be kept; null while a line is not complete. */
export function planOf(lines: readonly ShiftLine[]): WeeklyHours[] | null {
  const plan: WeeklyHours[] = []
  for (const { day, from, to } of lines) {
    const hours = hoursOf(from, to)
    if (hours === null) return null
    plan.push({ day, ...hours })
  }
  return plan
}
