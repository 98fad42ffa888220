/** How far an incident reaches: where else what it names is, or was. */
import type { Entity } from './entity.ts'
import type { Level } from './level.ts'

type Named = Pick<Entity, 'type' | 'uid' | 'name'>

/** A container that runs an image or is on a node, an address that an identity came from, an identity that came from an address. */
export interface Whereabouts extends Named {
  readonly pod?: string
  readonly workload?: string
  readonly node?: string
  /** Epoch milliseconds: the first record of it. */
  readonly since: number
  /** The last record of it: of a container its end, where it has ended. Missing for one that goes on, as far as is known. */
  readonly until?: number
  /** Whether an alert of the incident names it. */
  readonly told: boolean
}

/** One thing that the incident names, and where it is. */
export interface Spread {
  readonly of: Named
  /** Those that no alert names first, then those that go on, then the newest; the first twenty. */
  readonly places: readonly Whereabouts[]
  readonly more: number
}

/** Alerts of other matters that show the same technique. */
export interface Recurrence {
  /** ATT&CK id. */
  readonly technique: string
  /** The newest ten. */
  readonly alerts: readonly {
    readonly uid: string
    readonly title: string
    readonly level: Level
    readonly time: number
  }[]
  readonly more: number
}

export interface Radius {
  readonly spreads: readonly Spread[]
  readonly recurrences: readonly Recurrence[]
}
