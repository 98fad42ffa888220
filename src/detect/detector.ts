/** One contract for every kind of detector, and what a detection package tells the stage about itself. */
import type { CompiledRule, Correlation } from '../sigma/index.ts'
import type { Event, View } from '../model/event.ts'
import type { Match, Technique } from '../model/match.ts'
import type { Level } from '../model/level.ts'
import type { Baseline } from './baseline/baseline.ts'
import type { Tally } from './tally/tally.ts'

/** The part of a detection package that runs. */
export interface Detection {
  readonly id: string
  readonly title: string
  readonly level: Level
  readonly techniques: readonly Technique[]
  readonly rules: readonly CompiledRule[]
  readonly correlations: readonly Correlation[]
  readonly baselines: readonly Baseline[]
  readonly tallies: readonly Tally[]
}

/** A match, and the view of the event that the rule read: sequences group by the fields that stand there. */
export interface RuleHit {
  /** The rule's name, by which correlations may refer to it. */
  readonly name?: string
  readonly match: Match
  readonly event: Event
  readonly view: View
}
