/** A baseline as data: what is learnt, per what, and what counts as unusual. */
import type { Level } from '../../model/level.ts'
import type { TableSnapshot } from './table.ts'

/**
 * `first-seen`: what was never there. `rare`: what was hardly ever there. `rate`: more in a time than ever. `fan-out`: one thing meets more
 * others in a time than ever. `spread`: one feature turns up at more places in a time than ever. `periodic`: something that comes as by a clock.
 */
export const BASELINE_KINDS = ['first-seen', 'rare', 'rate', 'fan-out', 'spread', 'periodic'] as const
export type BaselineKind = (typeof BASELINE_KINDS)[number]

export interface Baseline {
  readonly id: string
  readonly name?: string
  readonly title: string
  readonly level?: Level
  /** The id or name of the rule whose matches it learns. */
  readonly of: string
  /** Fields that say per what it is learnt; see `readField`. Without any, for the whole estate. */
  readonly for: readonly string[]
  /** Fields that say what is learnt of it. A field that ends in `?` may be missing, which is a value like any other. */
  readonly feature: readonly string[]
  readonly unusual: BaselineKind
  readonly learn: Learning
  /** Milliseconds: what was not seen for so long was never there. */
  readonly forget: number
  readonly limit: Limit
  /** Set where a roll-out does not explain what is new, as where the change itself is what is learnt. */
  readonly stays?: true
}

/** When enough was seen to call anything unusual: both must hold. */
export interface Learning {
  /** Milliseconds since the first sight. */
  readonly time: number
  readonly events: number
  /** Fields that name kin, such as the image, or `estate` for all there are: who has not learnt enough is judged by what they know. */
  readonly from: readonly string[]
  /**
   * The id or name of the rule whose matches show that a key is watched, where what is learnt may hardly ever happen or never did: a
   * workload that never spoke to the outside. Without, the matches that are learnt show it.
   */
  readonly of?: string
  /** Milliseconds in which nothing new was learnt of a key; who meets something new every day is never judged by that. */
  readonly settled?: number
}

/** Everything is kin. */
export const ESTATE = 'estate'

/** What a kind needs beside; the others do not read it. */
interface Limit {
  /** Milliseconds: the window of `rate`, `fan-out` and `spread`. */
  readonly within: number
  /** Not unusual below that number: of events, features, places, or beats of a clock. */
  readonly over: number
  /** How many times the most that was ever seen. */
  readonly times: number
  /** The field that `rate` adds up; it counts events where there is none. */
  readonly sum?: string
  /** `periodic`: how much of its interval a clock may be off, as a share. */
  readonly jitter: number
}

/** One match of the rule, as the kinds read it. */
export interface Sighting {
  /** Epoch milliseconds; never before that of the sighting that came before. */
  readonly time: number
  readonly key: string
  readonly feature: string
  readonly amount: number
  /** Keys of kin. */
  readonly kin: readonly string[]
  /** Number of whoever taught it, 0 where nothing may be learnt from it. */
  readonly teacher: number
}

/** `learning`: too little is known to say. Nothing where it is as usual. */
export type Verdict = { readonly is: 'unusual'; readonly why: string } | { readonly is: 'learning' } | undefined

/** One kind at work. */
export interface Learner {
  see(sighting: Sighting): Verdict
  /** The key was watched, see `Learning.of`; nothing is learnt but that. */
  live(sighting: Pick<Sighting, 'time' | 'key' | 'kin'>): void
  /** Who taught what this sighting is: the number of a teacher, 0 where nobody did. */
  taughtBy?(sighting: Sighting): number
  readonly bytes: number
  snapshot(): LearnerSnapshot
  restore(snapshot: LearnerSnapshot): void
}

/** Snapshots of the tables that a learner keeps, in its order. */
export type LearnerSnapshot = readonly TableSnapshot[]
