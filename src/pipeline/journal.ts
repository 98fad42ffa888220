/** What the pipeline tells at every step: whoever keeps a journal listens here. */
import type { Action } from '../model/action.ts'
import type { Alert } from '../model/alert.ts'
import type { Event } from '../model/event.ts'
import type { Match } from '../model/match.ts'
import type { ToldIncident } from '../model/incident.ts'

export interface Journal {
  readonly event?: (event: Event) => void
  readonly match?: (match: Match) => void
  /** Comes again, with the same uid, when its count grows. */
  readonly alert?: (alert: Alert) => void
  /** Comes again, with the same uid, when it has grown. */
  readonly incident?: (incident: ToldIncident) => void
  readonly action?: (action: Action) => void
}
