/** Alerts that tell one story about some entities (OCSF Incident Finding 2005). */
import type { Alert } from './alert.ts'
import type { Entity } from './entity.ts'
import type { Level } from './level.ts'
import type { Technique } from './match.ts'
import type { Radius } from './radius.ts'

/** OCSF `status_id` 1 to 5. */
export type IncidentStatus = 'New' | 'In Progress' | 'On Hold' | 'Resolved' | 'Closed'

/** Why an alert belongs to the story: the entity that it shares with what was there before. */
export interface Link {
  readonly alert: string
  readonly to: string
  readonly by: Pick<Entity, 'type' | 'uid' | 'name'>
  /** `certain`: the records name the same thing. `inferred`: it rests on what the manifest learnt. */
  readonly confidence: 'certain' | 'inferred'
}

export interface Incident {
  /** A hash of its first alert. */
  readonly uid: string
  readonly title: string
  readonly status: IncidentStatus
  readonly level: Level
  /** Epoch milliseconds of its first and last alert. */
  readonly time: number
  readonly last_time: number
  /** In order of time. */
  readonly alerts: readonly Alert[]
  readonly links: readonly Link[]
  readonly entities: readonly Entity[]
  readonly techniques: readonly Technique[]
  /** Where else what it names is, by what was heard when it was told; added by the pipeline. */
  readonly radius?: Radius
}

/** An incident comes again, with the same uid, whenever it has grown. */
export interface ToldIncident extends Incident {
  /** Incidents told before that turned out to be part of this one. */
  readonly absorbed: readonly string[]
}
