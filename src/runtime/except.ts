/** From a person's decision about an alert to an exception: by whom it names and not by what it looks like, and tried before it is written. */
import { stringify } from 'yaml'
import type { Alert } from '../model/alert.ts'
import type { Decision } from '../model/decision.ts'
import { entityKey, type EntityType } from '../model/entity.ts'
import type { Exception, Identity } from '../triage/tuning.ts'
import type { Content } from './content.ts'
import { tooWide } from './tuning.ts'
import { previewTuning, type TuningPreview } from './tuning-preview.ts'

export interface Excepting {
  readonly decision: Decision
  /** Who answers for it. */
  readonly owner: string
  /** Epoch milliseconds. */
  readonly expires: number
}

export interface Excepted {
  readonly exception: Exception
  /** Why it must not be written, in words; empty where it may. */
  readonly refusals: readonly string[]
  /** What it, and nothing else, would have hidden. */
  readonly preview: TuningPreview
  /** The file, YAML as `tuning/` has it. */
  readonly text: string
}

/** What stays the same thing: a pod, a container and a session come and go, and a tag can be moved. */
const LASTING: ReadonlySet<EntityType> = new Set([
  'principal',
  'workload',
  'image',
  'network',
  'node',
  'address',
  'namespace',
  'cluster',
  'resource',
])

/** Where anybody may be. */
const PLACES: ReadonlySet<EntityType> = new Set(['node', 'address', 'namespace', 'cluster'])

/** Throws InputError for a path of `history` that stands for nothing. */
export async function exceptionFrom(
  alert: Alert,
  excepting: Excepting,
  history: readonly string[],
  content: Content,
): Promise<Excepted> {
  const { decision, owner, expires } = excepting
  const exception: Exception = {
    id: `alert-${alert.uid.slice(0, 12)}`,
    title: `${alert.title}: ${decision.reason}`,
    kind: 'exception',
    owner,
    reason: decision.reason,
    detections: [alert.detection],
    entities: scopeOf(alert),
    expires,
  }
  const alone = { ...content, tuning: { exceptions: [exception], zones: [] } }
  const unnamed: TuningPreview = { hidden: [], alerts: 0, samples: [] }
  const preview = exception.entities.length === 0 ? unnamed : await previewTuning(alone, history)
  return { exception, refusals: refusalsOf(alert, exception, preview), preview, text: textOf(exception, decision) }
}

/** Whoever and whatever took part, as the records say; what is only inferred or only near excepts nothing. */
function scopeOf({ entities }: Alert): Identity[] {
  const taking = entities.filter(
    ({ type, uid, role, known }) =>
      role !== 'context' && known === 'recorded' && LASTING.has(type) && (type !== 'image' || uid.includes('sha256:')),
  )
  return [...new Map(taking.map(({ type, uid }) => [entityKey({ type, uid }), { type, uid }])).values()]
}

function refusalsOf({ uid, message }: Alert, { entities }: Exception, { hidden, samples }: TuningPreview): string[] {
  if (entities.every(({ type }) => PLACES.has(type)))
    return ['its records name nobody and nothing that lasts but places: there is nothing to except it by']
  return [
    ...tooWide(entities).map(({ problem }) => problem),
    ...samples.map(({ detection, sample }) => `it would hide “${sample}” of ${detection}, a known attack`),
    // An image by its tag among its digests, somebody by inference: then others take part whom it does not name.
    ...(samples.length === 0 && !hidden.some(({ alert }) => alert.uid === uid)
      ? [`it would not even hide “${message}”: others took part whom nothing lasting names`]
      : []),
  ]
}

const textOf = (
  { id, title, owner, reason, detections, entities, expires }: Exception,
  { about, by, time }: Decision,
): string =>
  stringify({
    exceptions: [
      {
        id,
        title,
        owner,
        reason,
        detections,
        expires: new Date(expires).toISOString(),
        entities: entities.map(({ type, uid }) => ({ [type]: uid })),
        decided: { alert: about.uid, by, at: new Date(time).toISOString() },
      },
    ],
  })
