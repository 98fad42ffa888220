/** The whole system in one expression: from an event, as ingest made it, to the steps that are proposed. */
import { attribute } from '../attribute/attribute.ts'
import { correlate } from '../correlate/correlate.ts'
import { detect } from '../detect/detect.ts'
import type { Detection } from '../detect/detector.ts'
import type { Action } from '../model/action.ts'
import type { Event } from '../model/event.ts'
import { respond, type RespondContent } from '../respond/plan.ts'
import { row, told, type Stage } from '../stream/stage.ts'
import { triage } from '../triage/triage.ts'
import type { Journal } from './journal.ts'

export interface Parts {
  readonly detections: readonly Detection[]
  readonly response: RespondContent
  /** Told of everything that every stage says, as it says it. */
  readonly journal: Journal
}

export const createPipeline = ({ detections, response, journal }: Parts): Stage<Event, Action> =>
  row(
    told(attribute(), (event) => journal.event?.(event)),
    told(detect(detections), (match) => journal.match?.(match)),
    told(triage(), (alert) => journal.alert?.(alert)),
    told(correlate(), (incident) => journal.incident?.(incident)),
    told(respond(response), (action) => journal.action?.(action)),
  )
