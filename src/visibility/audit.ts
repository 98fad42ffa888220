/** What audit logs themselves show of their policy: the levels that kinds are told at, the stages, and where there are holes. */
import type { Event } from '../model/event.ts'
import type { JsonObject, Part, Place } from '../model/record.ts'
import { createRecent } from '../stream/recent.ts'
import { createAuditGaps, type AuditGaps } from './audit-gaps.ts'
import { auditRecordOf, auditSecond, enterAudit, type AuditSecond } from './audit-second.ts'
import { WRITES } from './policy/api.ts'
import type { AuditLevel } from './policy/policy.ts'
import type { Who } from './word.ts'

/** How many requests for a kind were told at each level. */
interface LevelsTold {
  /** `pods/exec`. */
  readonly resource: string
  readonly told: { readonly [level in AuditLevel]: number }
  /** Of those that make or change something. */
  readonly written: { readonly [level in AuditLevel]: number }
}

export interface AuditLedger {
  readonly levels: readonly LevelsTold[]
  readonly stages: readonly { readonly stage: string; readonly records: number }[]
  /** Sessions whose end was told and whose beginning, after the log began, was not: ResponseStarted is omitted, or was lost. */
  readonly unstarted: number
  /** Requests of which an earlier stage was not told, though it is of others like them: it was lost. */
  readonly missing: number
}

/** One second of every log. */
export type AuditSeconds = Map<Log, AuditSecond>

interface Log {
  readonly who: Who
  readonly gaps: AuditGaps
}

export interface Audit {
  /** `time` is when it counts. What is no event of an audit log is passed over. */
  hear(event: Event, time: number, who: Who, into: AuditSeconds): void
  /** A stage of a request that is no event. */
  hearStage(part: Part, place: Place, who: Who, into: AuditSeconds): void
  /** A second that is over; `begin` in epoch milliseconds. */
  over(seconds: AuditSeconds, begin: number): Event[]
  /** What is to be told by now. */
  due(until: number): Event[]
  ledger(): AuditLedger
}

const RESOURCES = 2_000
const LOGS = 100
const STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic']

export function createAudit(): Audit {
  const levels = createRecent<string, LevelsTold>(RESOURCES)
  const stages = new Map(STAGES.map((stage) => [stage, 0]))
  const logs = new Map<string, Log>()

  const count = (stage: unknown): void => {
    const told = typeof stage === 'string' ? stages.get(stage) : undefined
    if (told !== undefined) stages.set(stage as string, told + 1)
  }
  const secondOf = (who: Who, time: number, place: Place, into: AuditSeconds): AuditSecond | undefined => {
    const name = `${who.source} ${who.file}`
    let log = logs.get(name)
    if (!log) {
      if (logs.size >= LOGS) return undefined
      const { source, file } = who
      log = { who: { source, file }, gaps: createAuditGaps({ source, file }) }
      logs.set(name, log)
    }
    let second = into.get(log)
    if (!second) into.set(log, (second = auditSecond(time, place)))
    return second
  }
  const learn = (fields: JsonObject): void => {
    const { resource } = fields['derived'] as { readonly resource?: unknown }
    const [level, verb] = [fields['level'] as AuditLevel, fields['verb']]
    if (typeof resource !== 'string') return
    const known = levels.get(resource) ?? { resource, told: zero(), written: zero() }
    levels.set(resource, known)
    ;(known.told as Counts)[level]++
    if (typeof verb === 'string' && WRITES.has(verb)) (known.written as Counts)[level]++
  }
  return {
    hear(event, time, who, into) {
      const fields = auditRecordOf(event)
      if (!fields) return
      count(fields['stage'])
      learn(fields)
      const second = secondOf(who, time, event.place, into)
      if (second) enterAudit(second, time, event, fields)
    },
    hearStage({ operation_uid, time }, place, who, into) {
      count('RequestReceived')
      secondOf(who, time, place, into)?.received.add(operation_uid)
    },
    over: (seconds, begin) =>
      [...seconds]
        .toSorted(([a], [b]) => (a.who.file < b.who.file ? -1 : 1))
        .flatMap(([log, second]) => log.gaps.over(second, begin)),
    due: (until) => [...logs.values()].flatMap(({ gaps }) => gaps.due(until)),
    ledger: () => {
      const sum = (of: 'count' | 'unstarted'): number =>
        [...logs.values()].reduce((all, { gaps }) => all + gaps.stages[of], 0)
      return {
        levels: [...levels.values()].map((each) => structuredClone(each)),
        stages: [...stages].map(([stage, records]) => ({ stage, records })),
        unstarted: sum('unstarted'),
        missing: sum('count'),
      }
    },
  }
}

type Counts = { [level in AuditLevel]: number }
const zero = (): Counts => ({ None: 0, Metadata: 0, Request: 0, RequestResponse: 0 })
