/** Sequences: Sigma correlations over the hits of rules, of one package or of its member detections. */
import { createCorrelator } from '../sigma/index.ts'
import type { CorrelationHit } from '../sigma/index.ts'
import type { EntityType } from '../model/entity.ts'
import type { Event, View } from '../model/event.ts'
import type { Match } from '../model/match.ts'
import type { Detection, RuleHit } from './detector.ts'

/** What a correlation groups by: `entity.<type>` is the event's entity of that type, anything else a field of the log. */
const ENTITY_FIELD = 'entity.'

export interface Sequences {
  observe(hit: RuleHit): Match[]
  snapshot(): unknown
  restore(snapshot: unknown): void
}

export function createSequences(detections: readonly Detection[]): Sequences {
  const owners = new Map(
    detections.flatMap((detection) =>
      detection.correlations.map((correlation) => [correlation.id, detection] as const),
    ),
  )
  const correlator = createCorrelator<RuleHit>(
    // Who may alert is decided by package (see detect.ts): here every correlation speaks.
    detections.flatMap((detection) => detection.correlations.map((one) => ({ ...one, generate: true }))),
    { read: (subject, field) => readField(subject as { event: Event; view: View }, field) },
  )
  return {
    observe(hit) {
      const { event, view, match, name } = hit
      const subject = {
        rule: match.rule,
        ...(name !== undefined && { name }),
        time: event.time,
        event: { event, view },
      }
      return correlator.observe({ ...subject, ref: hit }).flatMap((sequence) => {
        const owner = owners.get(sequence.correlation.id)
        return owner ? [matchOf(owner, sequence)] : []
      })
    },
    snapshot: () => correlator.snapshot(),
    restore: (snapshot) => correlator.restore(snapshot),
  }
}

function matchOf(detection: Detection, { correlation, refs, time }: CorrelationHit<RuleHit>): Match {
  const events = [...new Map(refs.map(({ event }) => [event.uid, event])).values()]
  const [first, ...rest] = events.toSorted((a, b) => a.time - b.time)
  if (!first) throw new Error(`correlation ${correlation.id} stands on no record`)
  return {
    detection: detection.id,
    rule: correlation.id,
    title: correlation.title,
    level: correlation.level ?? detection.level,
    time,
    events: [first, ...rest],
    techniques: detection.techniques,
    members: [...new Set(refs.map(({ match }) => match.detection))].filter((id) => id !== detection.id),
  }
}

/** The uid of the event's entity of a type (the actor before others), or what stands in the field that the rule read. */
function readField({ event, view }: { event: Event; view: View }, field: string): unknown[] {
  if (!field.startsWith(ENTITY_FIELD)) return readPath(view.fields, field)
  const type = field.slice(ENTITY_FIELD.length) as EntityType
  const ofType = event.entities.filter((entity) => entity.type === type)
  const entity =
    ofType.find(({ role }) => role === 'actor') ?? ofType.find(({ role }) => role === 'target') ?? ofType[0]
  return entity ? [entity.uid] : []
}

function readPath(fields: object, path: string): unknown[] {
  let found: unknown[] = [fields]
  for (const key of path.split('.'))
    found = found
      .flat()
      .flatMap((value) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? [(value as { [key: string]: unknown })[key]]
          : [],
      )
  return found.flat()
}
