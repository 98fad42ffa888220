/** The whole system in one expression: from an event, as ingest made it, to the steps that are proposed. */
import { attribute } from '../attribute/attribute.ts'
import { correlate } from '../correlate/correlate.ts'
import type { Baselines } from '../detect/baselines.ts'
import { detect } from '../detect/detect.ts'
import type { Detection } from '../detect/detector.ts'
import type { Action } from '../model/action.ts'
import type { Alert } from '../model/alert.ts'
import type { Event } from '../model/event.ts'
import { respond, type RespondContent } from '../respond/plan.ts'
import { row, told, type Stage } from '../stream/stage.ts'
import { triage } from '../triage/triage.ts'
import type { Tuning } from '../triage/tuning.ts'
import { createLedger, type Ledger } from '../visibility/index.ts'
import type { Journal } from './journal.ts'

export interface Parts {
  readonly detections: readonly Detection[]
  readonly response: RespondContent
  /** Told of everything that every stage says, as it says it. */
  readonly journal: Journal
  /** Hears every event, and says what it is that nobody hears; whoever reads records tells it of those that were set aside. */
  readonly ledger?: Ledger
  /** Those of the detections, where somebody keeps what they learn. */
  readonly baselines?: Baselines
  /** What operators expect in their estate; nothing where it is missing. */
  readonly tuning?: Tuning
}

export const createPipeline = ({
  detections,
  response,
  journal,
  ledger = createLedger(),
  baselines,
  tuning,
}: Parts): Stage<Event, Action> =>
  row(
    attribute(),
    told(ledger, (event) => journal.event?.(event)),
    told(detect(detections, undefined, baselines), (match) => journal.match?.(match)),
    told(covered(triage(tuning), ledger), (alert) => journal.alert?.(alert)),
    told(correlate(), (incident) => journal.incident?.(incident)),
    told(respond(response), (action) => journal.action?.(action)),
  )

/** Every alert carries what was watching when it was seen. */
function covered<In>(stage: Stage<In, Alert>, ledger: Ledger): Stage<In, Alert> {
  const cover = (alerts: readonly Alert[]): Alert[] =>
    alerts.map((alert) => ({ ...alert, coverage: ledger.coverage(alert.last_time, alert.entities) }))
  return {
    observe: (item) => cover(stage.observe(item)),
    advance: (now) => cover(stage.advance?.(now) ?? []),
    end: () => cover(stage.end?.() ?? []),
  }
}
