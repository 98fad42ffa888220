/** Sequences: Sigma correlations over the hits of rules, of one package or of its member detections. */
import { createCorrelator, meets } from '../sigma/index.ts'
import type { Correlation, CorrelationHit } from '../sigma/index.ts'
import type { Event, View } from '../model/event.ts'
import type { Match } from '../model/match.ts'
import type { Detection, RuleHit } from './detector.ts'
import { readField } from './field.ts'

export interface Sequences {
  observe(hit: RuleHit): Match[]
  snapshot(): unknown
  restore(snapshot: unknown): void
}

/** Of all sequences together: each holds its event, of some ten kilobytes with its record. */
const MOST_HITS = 100_000

export function createSequences(detections: readonly Detection[]): Sequences {
  const owners = new Map(
    detections.flatMap((detection) =>
      detection.correlations.map((correlation) => [correlation.id, detection] as const),
    ),
  )
  const correlator = createCorrelator<RuleHit>(
    // Who may alert is decided by package (see detect.ts): here every correlation speaks.
    detections.flatMap((detection) => detection.correlations.map((one) => ({ ...one, generate: true }))),
    {
      read: (subject, field) => readField(subject as { event: Event; view: View }, field),
      eventOf: (hit) => hit,
      maxHits: MOST_HITS,
    },
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

function matchOf(detection: Detection, { correlation, group, refs, time }: CorrelationHit<RuleHit>): Match {
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
    ...(counts(correlation) && { group: group.map(([, value]) => value) }),
  }
}

/** Whether it takes several to be met: one that a single hit meets passes that on, and tells of what the hit tells of. */
const counts = ({ type, condition }: Correlation): boolean =>
  (type === 'event_count' || type === 'value_count') && !meets(1, condition)
