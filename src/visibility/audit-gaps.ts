/** Where an audit log has holes: what it says of itself, second by second, and the words for it. */
import type { Event } from '../model/event.ts'
import { createAuditLevels } from './audit-levels.ts'
import { createAuditRate } from './audit-rate.ts'
import type { AuditSecond } from './audit-second.ts'
import { createAuditStages, type AuditStages } from './audit-stages.ts'
import { sensorWord, type Who } from './word.ts'

export interface AuditGaps {
  /** A second that is over; `begin` in epoch milliseconds. Seconds come in order. */
  over(second: AuditSecond, begin: number): Event[]
  /** What is to be told by now. */
  due(until: number): Event[]
  readonly stages: Pick<AuditStages, 'count' | 'unstarted'>
}

/** Milliseconds: a shorter pause is no restart, and one that was longer ago is not that of this restart. */
const [PAUSE, RECENT] = [2_000, 60_000]
/** A policy that is changed lowers many levels at once: so many are told in so many milliseconds. */
const [DROPS, DROPS_IN] = [10, 600_000]

/** Of one log. */
export function createAuditGaps(who: Who): AuditGaps {
  const [levels, rate, stages] = [createAuditLevels(), createAuditRate(), createAuditStages()]
  let [begun, last] = [Infinity, -Infinity]
  let pause = { from: 0, to: -Infinity }
  let dropped: readonly number[] = []

  const dropsOf = (second: AuditSecond): Event[] =>
    levels(second).flatMap(({ verb, resource, level, before, from, to }) => {
      dropped = dropped.filter((time) => time > to - DROPS_IN)
      if (dropped.length >= DROPS) return []
      dropped = [...dropped, to]
      const says = `tells of ${verb} ${resource} at level ${level}, and until ${new Date(from).toISOString()} at ${before}`
      const fields = { reason: 'level dropped', verb, resource, level, level_before: before }
      return [sensorWord('audit gap', who, { time: to, since: from, says, fields }, second.place)]
    })
  const restartOf = (second: AuditSecond): Event[] => {
    if (!second.restarted || begun > second.first - RECENT) return []
    const isOfIt = pause.to > second.first - RECENT
    const [since, until] = isOfIt ? [pause.from, pause.to] : [second.first, second.first]
    const says = 'is of an API server that was restarted, maybe with another policy'
    return [
      sensorWord(
        'audit gap',
        who,
        { time: second.last, since, until, says, fields: { reason: 'server restarted' } },
        second.place,
      ),
    ]
  }
  return {
    over(second, begin) {
      begun = Math.min(begun, second.first)
      if (second.first - last >= PAUSE) pause = { from: last, to: second.first }
      last = Math.max(last, second.last)
      stages.over(second)
      const collapse = rate(second.records, begin)
      const words = [...restartOf(second), ...dropsOf(second)]
      if (!collapse) return words
      const { from, to, rate: now, usual } = collapse
      const says = `says ${now} records a minute, where ${usual} is little`
      const fields = { reason: 'rate collapsed', rate: now, usual }
      return [...words, sensorWord('audit gap', who, { time: to, since: from, says, fields }, second.place)]
    },
    due(until) {
      const loss = stages.missing.due(until)
      if (!loss) return []
      const { lost, from, to, place } = loss
      const says = `tells how requests ended, and not that they were made: ${lost}`
      const fields = { reason: 'stage missing', requests: lost }
      return [sensorWord('audit gap', who, { time: to, since: from, until: to, says, fields }, place)]
    },
    stages,
  }
}
