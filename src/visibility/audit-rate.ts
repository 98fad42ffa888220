/** How much an audit log says in a minute, and where that collapses against its own usual. */
import { createUsual } from './usual.ts'

export interface Collapse {
  /** Epoch milliseconds. */
  readonly from: number
  readonly to: number
  /** Records a minute, now and in the quietest minutes that are usual. */
  readonly rate: number
  readonly usual: number
}

const MINUTE = 60_000
/** How many whole minutes must be known, and what less than this part of the usual is too little of what is at least that much. */
const [KNOWN, PART, LEAST] = [15, 1 / 4, 12]

/** Told of every second in which something was said, in order; `begin` in epoch milliseconds. */
export function createAuditRate(): (records: number, begin: number) => Collapse | undefined {
  // The third quietest minute of the last day: by the longest of what is the shorter the more there is.
  const quietest = createUsual()
  let [minute, count, known] = [-Infinity, 0, 0]
  /** Whether the log was heard at the beginning of the minute, and the one before it said too little. */
  let [isWhole, wasLow] = [false, false]

  const close = (): Collapse | undefined => {
    const usual = quietest.most === undefined || known < KNOWN ? 0 : -quietest.most
    const isLow = usual >= LEAST && count < usual * PART
    const collapse = isLow && wasLow ? { from: minute - MINUTE, to: minute + MINUTE, rate: count, usual } : undefined
    // Once told, it is the new usual: it is not told again.
    wasLow = isLow && !collapse
    known++
    quietest.add(-count, minute)
    return collapse
  }
  return (records, begin) => {
    const now = Math.floor(begin / MINUTE) * MINUTE
    if (now <= minute) {
      if (now === minute) count += records
      return undefined
    }
    const collapse = isWhole ? close() : undefined
    // One in which nothing was said is a silence, and no minute of a rate.
    isWhole = minute === now - MINUTE
    if (!isWhole) wasLow = false
    ;[minute, count] = [now, records]
    return collapse
  }
}
