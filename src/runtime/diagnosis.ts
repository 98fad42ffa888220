/** What of every detection works here: its sources, its assumptions, the silences, and the audit policy, put together. */
import { claimsOf, parseProbe, type Detection } from '../ads/index.ts'
import {
  answerProbe,
  holesOf,
  isBlind,
  isStoodIn,
  type Answer,
  type Hole,
  type Visibility,
  type Way,
} from '../visibility/index.ts'
import type { DetectionSight, PolicyReport, Sight } from './audit-policy.ts'
import type { Content } from './content.ts'
import type { AnswerCount } from '../model/attribution.ts'
import { OWN, readsOf } from './reads.ts'
import { remediesOf, type Remedy } from './remedy.ts'
import { unansweredFor, type Unanswered } from './unanswered.ts'

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
  /** How often it was blind for a while, because a sensor was not heard; see the diagnosis' holes. */
  readonly blind_times: number
  /** Of the events that it reads, those of which attribution could not say what it asks. */
  readonly unanswered: readonly Unanswered[]
}

export interface Diagnosis {
  /** Those that something is known about: with a policy alone, those that read the audit log. */
  readonly detections: readonly Diagnosed[]
  /** When sensors were not heard, where, and which detections were blind for it. */
  readonly holes: readonly Hole[]
  /** What to change so that more is seen. */
  readonly remedies: readonly Remedy[]
}

export interface Known {
  readonly visibility?: Visibility
  readonly policy?: PolicyReport
  readonly answers?: readonly AnswerCount[]
}

export function diagnose(content: Content, known: Known): Diagnosis {
  const { visibility } = known
  const sources = new Set(content.sources.keys())
  const reads = readsOf(content)
  const holes = visibility ? holesOf(visibility.sensors, reads) : []
  const detections = content.detections.flatMap((detection) => {
    const told = known.policy?.detections.find(({ id }) => id === detection.id)
    const ways = reads.get(detection.id) ?? []
    return visibility || told ? [diagnosed(detection, ways, sources, known, holes, told)] : []
  })
  return { detections, holes, remedies: visibility ? remediesOf(visibility, content) : [] }
}

function diagnosed(
  detection: Detection,
  ways: readonly Way[],
  sources: ReadonlySet<string>,
  { visibility, policy, answers = [] }: Known,
  holes: readonly Hole[],
  told?: DetectionSight,
): Diagnosed {
  const missing = visibility
    ? detection.sources
        .filter((source) => source !== OWN)
        .map((source) => ({ source, ...aliveOf(source, ways, visibility) }))
        .filter(({ state }) => state === 'not-held')
    : []
  const assumptions = assumptionsOf(detection, sources, (probe, words, id): Answer => {
    const line = told?.assumptions.find(({ assumption }) => assumption === id)
    // What a policy says is so for every request; a log only shows the requests that were made.
    if (line) return { state: line.holds ? 'held' : 'not-held', why: `by ${policy?.file}` }
    if (visibility && probe === 'source-alive') return aliveOf(words[0] ?? '', ways, visibility)
    return visibility ? answerProbe(probe, words, visibility) : { state: 'unknown', why: 'no telemetry was read' }
  })
  const blind_times = holes.filter(({ blind }) => blind.includes(detection.id)).length
  // What nobody tells of is not seen, whoever would say whose it was.
  const seesNothing = told?.sight === 'blind' || (visibility !== undefined && isBlind(ways, liveOf(visibility)))
  const isWhole =
    (told?.sight ?? 'sees') === 'sees' &&
    missing.length === 0 &&
    blind_times === 0 &&
    assumptions.every(({ state }) => state !== 'not-held')
  return {
    id: detection.id,
    title: detection.title,
    sight: seesNothing ? 'blind' : isWhole ? 'sees' : 'partly',
    reasons: missing.map(({ source, why }) => `${source}: ${why}`),
    assumptions,
    blind_times,
    unanswered: unansweredFor(detection, answers),
  }
}

const liveOf = ({ sensors }: Visibility): Visibility['sensors'] => sensors.filter(({ state }) => state === 'live')

/** Whether enough is heard of a source, or of another one that tells of the same. */
function aliveOf(source: string, ways: readonly Way[], visibility: Visibility): Answer {
  const answer = answerProbe('source-alive', [source], visibility)
  const reading = ways.flat().find((each) => each.source === source)
  return answer.state === 'not-held' && reading && isStoodIn(reading, liveOf(visibility))
    ? { state: 'held', why: `another sensor tells of ${reading.watches}` }
    : answer
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
