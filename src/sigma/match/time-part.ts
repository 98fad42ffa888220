/** Parts of a time as it is written: the specification wants no conversion of formats or time zones. */
import type { TimePart } from '../rule.ts'

const DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})|$)/
const DAY = 86_400_000

/** The part of an ISO 8601 date or time, in whatever zone it was written; undefined where the text is none. */
export function timePart(text: string, part: TimePart): number | undefined {
  const [, year, month, day, hour, minute] = DATE.exec(text) ?? []
  if (year === undefined || !isDate(Number(year), Number(month), Number(day))) return undefined
  if (part === 'week') return isoWeek(Date.UTC(Number(year), Number(month) - 1, Number(day)))
  const written = { year, month, day, hour, minute }[part]
  return written === undefined ? undefined : Number(written)
}

function isDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** ISO 8601: the week belongs to the year that its Thursday is in. */
function isoWeek(time: number): number {
  const weekday = (new Date(time).getUTCDay() + 6) % 7
  const thursday = time + (3 - weekday) * DAY
  const newYear = Date.UTC(new Date(thursday).getUTCFullYear(), 0, 1)
  return 1 + Math.floor((thursday - newYear) / DAY / 7)
}
