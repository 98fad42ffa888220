/** The whole system in one expression: from an event, as ingest made it, to the steps that are proposed. */
import type { Answers } from '../attribute/answers.ts'
import { attribute } from '../attribute/attribute.ts'
import { correlate } from '../correlate/correlate.ts'
import { createReach, type Reach } from '../correlate/reach.ts'
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
  /** Hears every event and alert, and says how far an incident goes. */
  readonly reach?: Reach
  /** Counts what attribution could answer. */
  readonly answers?: Answers
}

export const createPipeline = ({
  detections,
  response,
  journal,
  ledger = createLedger(),
  baselines,
  tuning,
  reach = createReach(),
  answers,
}: Parts): Stage<Event, Action> =>
  row(
    attribute(answers),
    told(ledger, (event) => {
      reach.observe(event)
      journal.event?.(event)
    }),
    told(detect(detections, undefined, baselines), (match) => journal.match?.(match)),
    told(covered(triage(tuning), ledger), (alert) => {
      reach.alert(alert)
      journal.alert?.(alert)
    }),
    told(
      each(correlate(), (incident) => ({ ...incident, radius: reach.radiusOf(incident) })),
      (incident) => journal.incident?.(incident),
    ),
    told(respond(response), (action) => journal.action?.(action)),
  )

/** Every alert carries what was watching when it was seen. */
const covered = <In>(stage: Stage<In, Alert>, ledger: Ledger): Stage<In, Alert> =>
  each(stage, (alert) => ({ ...alert, coverage: ledger.coverage(alert.last_time, alert.entities) }))

/** The same stage, whose words are added to. */
const each = <In, Out>(stage: Stage<In, Out>, add: (out: Out) => Out): Stage<In, Out> => ({
  observe: (item) => stage.observe(item).map(add),
  advance: (now) => (stage.advance?.(now) ?? []).map(add),
  end: () => (stage.end?.() ?? []).map(add),
})
