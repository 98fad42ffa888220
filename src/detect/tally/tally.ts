/** A tally as data: for every X there must be a Y, seen by another sensor or said by another authority; does it add up? */
import type { Level } from '../../model/level.ts'

export interface Tally {
  readonly id: string
  readonly name?: string
  readonly title: string
  readonly level?: Level
  /** The id or name of the rule whose matches have to be accounted for. */
  readonly every: string
  /** The id or name of the rule whose matches account for them; may be the same. */
  readonly expect: string
  /** `around`: as near as `within`, before or after, for clocks and queues differ. `before`: the newest one that came earlier. */
  readonly when: 'around' | 'before'
  /** Milliseconds. */
  readonly within: number
  /** Milliseconds: how long before X a Y may be that is otherwise looked for around it; what does not change is told of once. */
  readonly back: number
  /** Pairs of fields, of X and of Y, that make them about the same; see `readField`. */
  readonly same: readonly FieldPair[]
  /** Pairs of fields that have to be equal once they are about the same. */
  readonly equal: readonly FieldPair[]
  /** Pairs of fields: whatever stands in that of X must stand in that of Y, which may have more. */
  readonly among: readonly FieldPair[]
  /** Whether there has to be a Y at all; otherwise only one that differs is a match. */
  readonly missing: 'match' | 'ignore'
  /** Ids of the sources that have to be heard past that time: otherwise nobody knows, and it is counted. */
  readonly provided: readonly string[]
}

/** A field of X, and the field of Y that it is held against. */
export interface FieldPair {
  readonly every: string
  readonly expect: string
}

/** What became of what had to be accounted for. */
export interface TallyCounts {
  accounted: number
  missing: number
  differing: number
  /** The sources that would know were not heard, a field was missing, or too much was waiting. */
  unknown: number
}
