/** What the audit log itself shows of its policy: the levels that kinds are told at, and the stages that are missing. */
import type { Event } from '../model/event.ts'
import { createRecent } from '../stream/recent.ts'
import { WRITES } from './policy/api.ts'
import { AUDIT_LEVELS, type AuditLevel } from './policy/policy.ts'

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
}

export interface AuditStream {
  observe(event: Event): void
  ledger(): AuditLedger
}

const RESOURCES = 2_000
const SESSIONS = 10_000
const STAGES = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic']

/** Of events whose source is the Kubernetes audit log, whoever wrapped them. */
export function createAuditStream(): AuditStream {
  const levels = createRecent<string, LevelsTold>(RESOURCES)
  const begun = createRecent<string, true>(SESSIONS)
  const stages = new Map(STAGES.map((stage) => [stage, 0]))
  let [first, unstarted] = [Infinity, 0]

  const session = ({ operation_uid, time, details }: Event, stage: unknown): void => {
    if (operation_uid === undefined) return
    if (stage === 'started') begun.set(operation_uid, true)
    const duration = details?.['duration']
    // What was open before the log began, or was forgotten for its age, proves nothing.
    if (stage === 'ended' && !begun.get(operation_uid) && typeof duration === 'number' && time - duration > first)
      unstarted++
  }
  return {
    observe(event) {
      const { raw, views, time } = event
      const { level, stage, verb } = raw
      if (!isLevel(level)) return
      first = Math.min(first, time)
      const told = typeof stage === 'string' ? stages.get(stage) : undefined
      if (told !== undefined) stages.set(stage as string, told + 1)
      const derived = views[0]?.fields['derived'] as { resource?: unknown; stage?: unknown } | undefined
      session(event, derived?.stage)
      if (typeof derived?.resource !== 'string') return
      const known = levels.get(derived.resource) ?? { resource: derived.resource, told: zero(), written: zero() }
      levels.set(derived.resource, known)
      ;(known.told as Counts)[level]++
      if (typeof verb === 'string' && WRITES.has(verb)) (known.written as Counts)[level]++
    },
    ledger: () => ({
      levels: [...levels.values()].map((each) => structuredClone(each)),
      stages: [...stages].map(([stage, records]) => ({ stage, records })),
      unstarted,
    }),
  }
}

type Counts = { [level in AuditLevel]: number }
const zero = (): Counts => ({ None: 0, Metadata: 0, Request: 0, RequestResponse: 0 })
const isLevel = (word: unknown): word is AuditLevel => (AUDIT_LEVELS as readonly unknown[]).includes(word)
