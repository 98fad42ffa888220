/** Matches worth a person's look, told once, graded (OCSF Detection Finding 2004). */
import type { Coverage } from './coverage.ts'
import type { Entity } from './entity.ts'
import type { Event } from './event.ts'
import type { Level } from './level.ts'
import type { Technique } from './match.ts'
import type { Place } from './record.ts'

export interface Alert {
  /** A hash of what it is (detection, entities, command, first record): a replay tells nothing twice. */
  readonly uid: string
  readonly detection: string
  readonly rule: string
  readonly title: string
  readonly level: Level
  /** Why this level, in words. */
  readonly reasons: readonly string[]
  /** Epoch milliseconds: when it was first and last seen. */
  readonly time: number
  readonly last_time: number
  /** How often the same was seen: same detection, actor, command and target. */
  readonly count: number
  readonly message: string
  readonly entities: readonly Entity[]
  readonly techniques: readonly Technique[]
  readonly members: readonly string[]
  /** The records that it stands on, in order of time; the first hundred where a repetition has more. */
  readonly records: readonly Place[]
  /** The events behind those records. */
  readonly evidence: readonly Event[]
  /** What was watching when it was last seen; added by the pipeline. */
  readonly coverage?: Coverage
}
