/** Baselines: is it unusual here? Each learns, by event time, what the matches of a rule look like per what it is for. */
import { entityKey } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import { compareLevels } from '../model/level.ts'
import type { Match } from '../model/match.ts'
import { createRecent } from '../stream/recent.ts'
import { createAmount } from './baseline/amount.ts'
import { ESTATE, type Baseline, type Learner, type LearnerSnapshot, type Sighting } from './baseline/baseline.ts'
import { createHasher, type HashKey } from '../sigma/hash.ts'
import { createPeriodic } from './baseline/periodic.ts'
import { createSeen } from './baseline/seen.ts'
import { createTeachers, type Teacher } from './baseline/teachers.ts'
import type { Detection, RuleHit } from './detector.ts'
import { readField, readWords } from './field.ts'

export interface BaselineSettings {
  readonly key: HashKey
  /** Entries of each table of each baseline. */
  readonly cap: number
  /** Milliseconds after a grave match for which nothing is learnt from whom it names. */
  readonly quarantine: number
  /** Milliseconds after a roll-out for which what is new in that workload is learnt and not told. */
  readonly rollout: number
  /** Entities that are remembered as suspect, and workloads as just changed. */
  readonly remembered: number
}

export const BASELINE_DEFAULTS: BaselineSettings = {
  key: [0x74616c6c, 0x796d616e],
  cap: 1_000_000,
  quarantine: 24 * 3_600_000,
  rollout: 3_600_000,
  remembered: 100_000,
}

/** What became of the matches that baselines were asked about, beside those that were told. */
interface BaselineCounts {
  usual: number
  /** Too little was known of the key and of its kin. */
  learning: number
  /** A field that it is learnt by was missing. */
  unknown: number
  /** Unusual, but part of a roll-out: learnt. */
  moved: number
  /** Not learnt, because a grave match names the same. */
  quarantined: number
}

export interface Baselines {
  /** A match of a rule; those of one baseline come in order of time. */
  observe(hit: RuleHit): Match[]
  /** Every event: a workload may have been changed by it. */
  hear(event: Event): void
  /** Every match: what is learnt from whom it names is doubtful for a while. */
  suspect(match: Match): void
  counts(): ReadonlyMap<string, Readonly<BaselineCounts>>
  /** Who brought it that this is usual; nothing where it is not, or where nobody is remembered. */
  taughtBy(baseline: string, hit: RuleHit): Teacher | undefined
  /** Data for JSON. */
  snapshot(): unknown
  /** What baselines learnt that are no longer there, or learn something else now, is dropped. */
  restore(snapshot: unknown): void
}

interface Owned {
  readonly detection: Detection
  readonly baseline: Baseline
  learner: Learner
  readonly counts: BaselineCounts
}

interface BaselinesSnapshot {
  readonly teachers: readonly Teacher[]
  readonly learners: readonly (readonly [definition: string, LearnerSnapshot])[]
  readonly suspects: readonly (readonly [string, number])[]
  readonly changes: readonly (readonly [string, Change])[]
}

interface Change {
  readonly time: number
  /** Whoever changed it. */
  readonly by: string
}

export function createBaselines(
  detections: readonly Detection[],
  { key, cap, quarantine, rollout, remembered }: BaselineSettings = BASELINE_DEFAULTS,
): Baselines {
  const hash = createHasher(key)
  const teachers = createTeachers()
  const owned = detections.flatMap((detection) =>
    detection.baselines.map((baseline): Owned => ({
      detection,
      baseline,
      learner: learnerOf(baseline),
      counts: { usual: 0, learning: 0, unknown: 0, moved: 0, quarantined: 0 },
    })),
  )
  const byRule = Map.groupBy(owned, ({ baseline }) => baseline.of)
  const byLife = Map.groupBy(owned, ({ baseline }) => baseline.learn.of)
  const suspects = createRecent<string, number>(remembered)
  const changes = createRecent<string, Change>(remembered)

  function learnerOf(baseline: Baseline): Learner {
    const { unusual } = baseline
    if (unusual === 'first-seen' || unusual === 'rare') return createSeen(baseline, hash, cap)
    return unusual === 'periodic'
      ? createPeriodic(baseline, hash, cap)
      : createAmount({ ...baseline, unusual }, hash, cap)
  }

  const isSuspect = ({ entities, time }: Event): boolean => {
    if (suspects.size === 0) return false
    for (const entity of entities) {
      const since = entity.role === 'context' ? undefined : suspects.get(entityKey(entity))
      if (since !== undefined && time - since < quarantine) return true
    }
    return false
  }
  /** The change that explains what is new in the workload of this event. */
  const changeOf = ({ entities, time }: Event): Change | undefined => {
    for (const { type, uid } of entities) {
      const change = type === 'workload' ? changes.get(uid) : undefined
      if (change && time >= change.time && time - change.time < rollout) return change
    }
    return undefined
  }

  const teacherOf = ({ entities, time }: Event, change: Change | undefined): Omit<Teacher, 'event'> => {
    const image = entities.find(({ type }) => type === 'image')?.uid
    return {
      by: entities.filter(({ role }) => role === 'actor').map(entityKey),
      ...(image !== undefined && { image }),
      time,
      ...(change && { change: change.by }),
    }
  }

  const sightingOf = ({ baseline }: Owned, hit: RuleHit): Omit<Sighting, 'teacher'> | undefined => {
    const isSpread = baseline.unusual === 'spread'
    const key = readWords(hit, isSpread ? baseline.feature : baseline.for)
    const feature = readWords(hit, isSpread ? baseline.for : baseline.feature)
    const amount = baseline.limit.sum === undefined ? 1 : Number(readField(hit, baseline.limit.sum)[0])
    if (key === undefined || feature === undefined || !Number.isFinite(amount)) return undefined
    return { time: hit.event.time, key: ownKey(key), feature, amount, kin: kinOf(baseline, hit) }
  }
  const live = ({ baseline, learner }: Owned, hit: RuleHit): void => {
    const key = readWords(hit, baseline.unusual === 'spread' ? baseline.feature : baseline.for)
    if (key !== undefined && !isSuspect(hit.event))
      learner.live({ time: hit.event.time, key: ownKey(key), kin: kinOf(baseline, hit) })
  }

  const judge = (one: Owned, hit: RuleHit): Match[] => {
    const { learner, counts, detection, baseline } = one
    const sighting = sightingOf(one, hit)
    if (!sighting) {
      counts.unknown++
      return []
    }
    const quarantined = isSuspect(hit.event)
    const change = baseline.stays ? undefined : changeOf(hit.event)
    const teacher = quarantined ? 0 : teachers.number(teacherOf(hit.event, change), hit.event)
    const verdict = learner.see({ ...sighting, teacher })
    if (quarantined) counts.quarantined++
    if (!verdict) counts.usual++
    else if (verdict.is === 'learning') counts.learning++
    else if (change && !quarantined) counts.moved++
    else return [matchOf(detection, baseline, hit, verdict.why)]
    return []
  }

  return {
    observe: (hit) =>
      [hit.match.rule, ...(hit.name === undefined ? [] : [hit.name])].flatMap((rule) => {
        for (const one of byLife.get(rule) ?? []) live(one, hit)
        return (byRule.get(rule) ?? []).flatMap((one) => judge(one, hit))
      }),
    hear({ facts, time }) {
      for (const { subject, relation, object } of facts)
        if (relation === 'changed-by' && subject.type === 'workload') changes.set(subject.uid, { time, by: object.uid })
    },
    suspect({ level, events, time }) {
      if (compareLevels(level, 'high') < 0) return
      for (const { entities } of events)
        for (const entity of entities) if (entity.role !== 'context') suspects.set(entityKey(entity), time)
    },
    counts: () => new Map(owned.map(({ baseline, counts }) => [baseline.id, counts])),
    taughtBy(id, hit) {
      const one = owned.find(({ baseline }) => baseline.id === id)
      const sighting = one && sightingOf(one, hit)
      return sighting && teachers.get(one.learner.taughtBy?.({ ...sighting, teacher: 0 }) ?? 0)
    },
    snapshot: (): BaselinesSnapshot => ({
      teachers: teachers.snapshot(),
      learners: owned.map(({ baseline, learner }) => [definitionOf(baseline), learner.snapshot()] as const),
      suspects: [...suspects.entries()],
      changes: [...changes.entries()],
    }),
    restore(snapshot) {
      const from = snapshot as BaselinesSnapshot
      teachers.restore(from.teachers)
      const learners = new Map(from.learners)
      for (const one of owned) {
        const own = learners.get(definitionOf(one.baseline))
        // One that is new begins anew: whom its entries name are teachers that were just replaced.
        if (own) one.learner.restore(own)
        else one.learner = learnerOf(one.baseline)
      }
      for (const [entity, time] of from.suspects) suspects.set(entity, time)
      for (const [workload, change] of from.changes) changes.set(workload, change)
    },
  }
}

/** What the tables of a baseline depend on: where it has changed, they mean nothing any more. */
const definitionOf = ({ id, of, for: key, feature, unusual, learn, limit }: Baseline): string =>
  JSON.stringify([id, of, key, feature, unusual, learn.from, learn.of, limit.within, limit.sum])

// Marked, so that no key can be taken for that of kin.
const ownKey = (words: string): string => `own\0${words}`
const kinOf = ({ learn }: Baseline, hit: RuleHit): string[] =>
  learn.from.flatMap((field) => {
    const words = field === ESTATE ? '' : readWords(hit, [field])
    return words === undefined ? [] : [`kin ${field}\0${words}`]
  })

const matchOf = (detection: Detection, baseline: Baseline, { event }: RuleHit, why: string): Match => ({
  detection: detection.id,
  rule: baseline.id,
  title: baseline.title,
  level: baseline.level ?? detection.level,
  time: event.time,
  events: [event],
  techniques: detection.techniques,
  members: [],
  reasons: [why],
})
