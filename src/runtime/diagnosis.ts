/** What of every detection works here: its sources, its assumptions, and the audit policy, put together. */
import { claimsOf, parseProbe, type Detection } from '../ads/index.ts'
import { answerProbe, type Answer, type Visibility } from '../visibility/index.ts'
import type { DetectionSight, PolicyReport, Sight } from './audit-policy.ts'
import type { Content } from './content.ts'

interface Assumption extends Answer {
  readonly id: string
  /** As the document writes it: `audit-level(pods/exec, Metadata)`. */
  readonly probe: string
  /** Where it stands in the document. */
  readonly line: number
}

export interface Diagnosed {
  readonly id: string
  readonly title: string
  readonly sight: Sight
  /** Why it does not see all that it is about, for people; the policy's part is told with the policy. */
  readonly reasons: readonly string[]
  readonly assumptions: readonly Assumption[]
}

export interface Known {
  readonly visibility?: Visibility
  readonly policy?: PolicyReport
}

/** Of those detections that something is known about: with a policy alone, those that read the audit log. */
export const diagnose = ({ detections, sources }: Content, known: Known): Diagnosed[] =>
  detections.flatMap((detection) => {
    const told = known.policy?.detections.find(({ id }) => id === detection.id)
    return known.visibility || told ? [diagnosed(detection, new Set(sources.keys()), known, told)] : []
  })

function diagnosed(
  detection: Detection,
  sources: ReadonlySet<string>,
  { visibility, policy }: Known,
  told?: DetectionSight,
): Diagnosed {
  const heard = visibility
    ? detection.sources.map((source) => ({ source, ...answerProbe('source-alive', [source], visibility) }))
    : []
  const missing = heard.filter(({ state }) => state === 'not-held')
  const assumptions = assumptionsOf(detection, sources, (probe, words, id): Answer => {
    const line = told?.assumptions.find(({ assumption }) => assumption === id)
    // What a policy says is so for every request; a log only shows the requests that were made.
    if (line) return { state: line.holds ? 'held' : 'not-held', why: `by ${policy?.file}` }
    return visibility ? answerProbe(probe, words, visibility) : { state: 'unknown', why: 'no telemetry was read' }
  })
  const isBlind = told?.sight === 'blind' || (missing.length > 0 && missing.length === heard.length)
  const isWhole =
    (told?.sight ?? 'sees') === 'sees' && missing.length === 0 && assumptions.every(({ state }) => state !== 'not-held')
  return {
    id: detection.id,
    title: detection.title,
    sight: isBlind ? 'blind' : isWhole ? 'sees' : 'partly',
    reasons: missing.map(({ source, why }) => `${source}: ${why}`),
    assumptions,
  }
}

function assumptionsOf(
  detection: Detection,
  sources: ReadonlySet<string>,
  answer: (probe: string, words: readonly string[], id: string) => Answer,
): Assumption[] {
  const { named } = claimsOf(detection.sections.get('Blind Spots and Assumptions'))
  return named.flatMap(({ id, line, assumes }) => {
    if (assumes === undefined) return []
    const call = parseProbe(assumes, { sources })
    const answered: Answer =
      typeof call === 'string' ? { state: 'unknown', why: call } : answer(call.probe.name, call.arguments, id)
    return [{ id, probe: assumes, line, ...answered }]
  })
}
