/** Requests of which a later stage was told and an earlier one was not, though it is of others like them: what was lost between. */
import { createRecent } from '../stream/recent.ts'
import type { Answered, AuditSecond } from './audit-second.ts'
import { createLosses, type Losses } from './losses.ts'

const REQUESTS = 50_000
const ALIKE = 5_000
/** How many of the same kind must have been told whole before one that is not means anything. */
const ENOUGH = 3

export interface AuditStages {
  over(second: AuditSecond): void
  readonly missing: Losses
  /** How many were missing altogether. */
  readonly count: number
  /** Sessions whose end was told and whose beginning was not, whether it is of others or never. */
  readonly unstarted: number
}

export function createAuditStages(): AuditStages {
  const [received, started] = [createMentions(), createMentions()]
  const missing = createLosses()
  let [begun, count, unstarted] = [Infinity, 0, 0]
  return {
    over(second) {
      begun = Math.min(begun, second.first)
      for (const uid of second.received) received.mention(uid)
      for (const uid of second.started) started.mention(uid)
      // What was under way before the log began proves nothing.
      const isKnown = ({ asked }: Answered): boolean => asked > begun
      const unasked = received.without(second.completed.filter(isKnown))
      const unopened = started.without(second.ended.filter(isKnown))
      const lost = unasked.missing + unopened.missing
      unstarted += unopened.all
      count += lost
      missing.heard({ last: second.last, place: second.place, said: { lost } })
    },
    missing,
    get count() {
      return count
    },
    get unstarted() {
      return unstarted
    },
  }
}

function createMentions() {
  const mentioned = createRecent<string, true>(REQUESTS)
  const whole = createRecent<string, number>(ALIKE)
  return {
    mention: (uid: string): void => mentioned.set(uid, true),
    /**
     * How many of them were not mentioned before; and how many of those are missing: an API server that omits a stage omits it
     * of all that are alike.
     */
    without(answered: readonly Answered[]): { readonly all: number; readonly missing: number } {
      const others = answered.filter(({ uid, like }) => {
        if (!mentioned.get(uid)) return true
        mentioned.delete(uid)
        whole.set(like, (whole.get(like) ?? 0) + 1)
        return false
      })
      return { all: others.length, missing: others.filter(({ like }) => (whole.get(like) ?? 0) >= ENOUGH).length }
    },
  }
}
