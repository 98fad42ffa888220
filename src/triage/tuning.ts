/** Tuning: what is expected here and not told, and what weighs more or less. Each entry has an owner and a reason; nothing hides a second party. */
import { entityKey, type Entity, type EntityType } from '../model/entity.ts'
import type { Match } from '../model/match.ts'
import { isWithin, type Schedule } from './schedule.ts'

/** An entity by its type and uid. */
export type Identity = Pick<Entity, 'type' | 'uid'>

interface Entry {
  readonly id: string
  readonly title: string
  /** Who answers for it. */
  readonly owner: string
  readonly reason: string
}

/** Something that is expected: of these detections, by and to exactly these, until then. */
export interface Exception extends Entry {
  /** `scanner` and `maintenance` are exceptions that hold only on a schedule. */
  readonly kind: 'exception' | 'scanner' | 'maintenance'
  readonly detections: readonly string[]
  /** All of them; of each type named here no other may take part. */
  readonly entities: readonly Identity[]
  /** Epoch milliseconds: from then on it is told again. */
  readonly expires: number
  readonly during?: Schedule
}

/** A part of the estate that weighs more, or less: it is told all the same. */
export interface Zone extends Entry {
  readonly entities: readonly Identity[]
  readonly grade: 'raise' | 'lower'
}

export interface TuningContent {
  readonly exceptions: readonly Exception[]
  readonly zones: readonly Zone[]
}

/** How often an exception was used, and when last (epoch milliseconds). */
export interface Hits {
  readonly exception: Exception
  readonly hits: number
  readonly last?: number
}

export interface Judgement {
  /** It is expected, by this exception: not told. */
  readonly excepted?: Exception
  /** By how many steps the grade moves. */
  readonly steps: number
  readonly reasons: readonly string[]
}

export interface Tuning {
  /** Counts a hit where it is excepted. */
  judge(match: Match): Judgement
  hits(): readonly Hits[]
}

export const NO_TUNING: TuningContent = { exceptions: [], zones: [] }

export function createTuning({ exceptions, zones }: TuningContent): Tuning {
  const used = new Map<Exception, { hits: number; last: number }>()
  return {
    judge(match) {
      const parties = partiesOf(match)
      const own = exceptions.filter(({ detections }) => detections.includes(match.detection))
      const fitting = own.filter(({ entities }) => fits(entities, parties))
      const excepted = fitting.find(
        ({ expires, during }) => match.time < expires && (!during || isWithin(during, match.time)),
      )
      if (excepted) {
        used.set(excepted, { hits: (used.get(excepted)?.hits ?? 0) + 1, last: match.time })
        return { excepted, steps: 0, reasons: [] }
      }
      const unused = fitting.map((exception) => whyNot(exception, match.time))
      const borrowed = own.flatMap((exception) => borrowing(exception, parties))
      const weighed = zones.filter(({ entities }) => entities.some((entity) => isAnywhere(entity, match)))
      return {
        steps:
          Math.sign(weighed.reduce((sum, { grade }) => sum + (grade === 'raise' ? 1 : -1), 0)) +
          (borrowed.length > 0 ? 1 : 0),
        reasons: [...unused, ...borrowed, ...weighed.map(({ title, grade }) => `in ${title}, ${grade}d by one`)],
      }
    },
    hits: () => exceptions.map((exception) => ({ exception, hits: 0, ...used.get(exception) })),
  }
}

/** Who and what took part, by type, as the records themselves say: what is only inferred excepts nothing. */
function partiesOf({ events }: Match): ReadonlyMap<EntityType, ReadonlySet<string>> {
  const parties = new Map<EntityType, Set<string>>()
  for (const { entities } of events)
    for (const { type, uid, role, known } of entities) {
      if (role === 'context' || known !== 'recorded') continue
      parties.set(type, (parties.get(type) ?? new Set()).add(uid))
    }
  return parties
}

/** Every type that is named took part, and nobody of that type who is not named. */
function fits(entities: readonly Identity[], parties: ReadonlyMap<EntityType, ReadonlySet<string>>): boolean {
  const named = Map.groupBy(entities, ({ type }) => type)
  return [...named].every(([type, own]) => {
    const taking = parties.get(type)
    return taking !== undefined && [...taking].every((uid) => own.some((entity) => entity.uid === uid))
  })
}

function whyNot({ title, expires, during }: Exception, time: number): string {
  if (time >= expires) return `the exception “${title}” ended on ${new Date(expires).toISOString().slice(0, 10)}`
  return during ? `“${title}” expects it at another time` : `“${title}” does not hold`
}

/** An exempt name in the hands of somebody for whom it is not exempt: what an adversary who reads the tuning would do. */
function borrowing({ entities, title }: Exception, parties: ReadonlyMap<EntityType, ReadonlySet<string>>): string[] {
  const taking = entities.filter(({ type, uid }) => parties.get(type)?.has(uid))
  if (taking.length === 0 || fits(entities, parties)) return []
  const names = taking.map(({ type, uid }) => `${type} ${uid}`).join(', ')
  return [`it uses ${names}, which “${title}” exempts for somebody else`]
}

const isAnywhere = (identity: Identity, { events }: Match): boolean =>
  events.some(({ entities }) => entities.some((entity) => entityKey(entity) === entityKey(identity)))
