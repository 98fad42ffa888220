/** Requests that used to be told at one level, and are told at a lower one now: the policy was changed. */
import { createRecent } from '../stream/recent.ts'
import type { AuditSecond } from './audit-second.ts'
import { isBelow, type AuditLevel } from './policy/policy.ts'

export interface LevelDrop {
  readonly verb: string
  readonly resource: string
  readonly level: AuditLevel
  readonly before: AuditLevel
  /** Epoch milliseconds: when they were told as before last, and when that this is over became certain. */
  readonly from: number
  readonly to: number
}

interface Steady {
  readonly level: AuditLevel
  readonly records: number
  readonly last: number
  /** How often they were told lower since. */
  readonly lower: number
  /** Told lower than before already. */
  readonly fallen: boolean
}

const KEPT = 20_000
const [USUAL, LOWER] = [3, 2]

/** Asked of every second, in order. */
export function createAuditLevels(): (second: AuditSecond) => LevelDrop[] {
  const known = createRecent<string, Steady | 'unsteady'>(KEPT)
  return ({ asked, last: to }) =>
    // In the order of their names: in that of arrival they would be told otherwise on another day.
    [...asked]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([key, { verb, resource, levels, records }]) => {
        const before = known.get(key)
        const [level, ...others] = levels
        if (before === 'unsteady' || level === undefined) return []
        const after = others.length > 0 ? 'unsteady' : next(before, { level, records, last: to })
        known.set(key, after)
        return before && after !== 'unsteady' && isBelow(after.level, before.level)
          ? [{ verb, resource, level, before: before.level, from: before.last, to }]
          : []
      })
}

/** What is known of requests once they were told so in one more second. */
function next(before: Steady | undefined, told: Pick<Steady, 'level' | 'records' | 'last'>): Steady | 'unsteady' {
  const { level, records, last } = told
  if (!before) return { ...told, lower: 0, fallen: false }
  if (isBelow(level, before.level)) {
    const lower = before.records < USUAL ? 0 : before.lower + records
    return lower < LOWER ? { ...before, lower } : { level, records: lower, last, lower: 0, fallen: true }
  }
  // Some policies tell of one object otherwise than of the next: what changes to and fro proves nothing.
  if (before.lower > 0 || (before.fallen && level !== before.level)) return 'unsteady'
  return level === before.level
    ? { ...before, records: before.records + records, last }
    : { ...told, lower: 0, fallen: false }
}
