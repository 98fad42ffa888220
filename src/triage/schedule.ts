/** When something is expected: in a window, or on some days between two times of day, in UTC. */

export interface Schedule {
  /** Epoch milliseconds. */
  readonly from?: number
  readonly to?: number
  /** 0 is Sunday; every day where there are none. */
  readonly days: readonly number[]
  /** Minutes since midnight UTC; a day that begins later than it ends goes on past midnight. */
  readonly begins: number
  readonly ends: number
}

const MINUTE = 60_000
const DAY = 24 * 60

/** `time` in epoch milliseconds. */
export function isWithin({ from = -Infinity, to = Infinity, days, begins, ends }: Schedule, time: number): boolean {
  if (time < from || time >= to) return false
  const date = new Date(time)
  const minute = Math.floor(time / MINUTE) % DAY
  const isOvernight = begins >= ends
  // What began yesterday evening is of yesterday.
  const day = isOvernight && minute < ends ? (date.getUTCDay() + 6) % 7 : date.getUTCDay()
  const isInTime = isOvernight ? minute >= begins || minute < ends : minute >= begins && minute < ends
  return isInTime && (days.length === 0 || days.includes(day))
}
