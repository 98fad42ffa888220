/** A detector's word that an event, or several, is what it looks for. */
import type { Event } from './event.ts'
import type { Level } from './level.ts'

export interface Match {
  /** The detection package's id. */
  readonly detection: string
  /** The id of the Sigma rule or correlation that matched. */
  readonly rule: string
  readonly title: string
  readonly level: Level
  /** Epoch milliseconds of the event that completed it. */
  readonly time: number
  /** What it stands on, in order of time; never empty. */
  readonly events: readonly [Event, ...Event[]]
  /** ATT&CK technique ids, from the package. */
  readonly techniques: readonly Technique[]
  /** Alerts of these detections told by the same events are members of this one. */
  readonly members: readonly string[]
  /** Of a correlation that counts: of what group, by the values of its group-by. What was counted is no part of what it is. */
  readonly group?: readonly string[]
  /** Why the detector says so, in words, where the rule alone does not tell: what it was compared with. */
  readonly reasons?: readonly string[]
}

/** An ATT&CK technique; `adapted` where it is used outside the Containers matrix. */
export interface Technique {
  readonly uid: string
  readonly name: string
  readonly adapted?: true
}
