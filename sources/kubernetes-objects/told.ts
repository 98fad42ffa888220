/** What a record says of an object, in whichever of its shapes it came. */
import {
  isObject,
  listAt,
  objectAt,
  RecordError,
  textAt,
  timeAt,
  valueAt,
  withoutBookkeeping,
  type JsonObject,
} from 'tallyman/source'
import { isVersion } from './envelope.ts'

export const TYPES = ['LISTED', 'ADDED', 'MODIFIED', 'DELETED'] as const
export type Type = (typeof TYPES)[number]

export interface Change {
  readonly op: string
  /** A JSON pointer; an element of a list may be named by what tells it from the others: `[name=web]`. */
  readonly path: string
  readonly from?: unknown
  readonly to?: unknown
}

export interface Told {
  /** Epoch milliseconds. */
  readonly time: number
  readonly type: Type
  /** Without its `managedFields`. */
  readonly object: JsonObject
  readonly kind: string
  readonly name: string
  readonly namespace: string | undefined
  /** Programs that set fields of it, and when they did last. */
  readonly managers: readonly JsonObject[]
  readonly cluster: string | undefined
  /** Nothing where it is not known what was before. */
  readonly changes: readonly Change[] | undefined
}

const WATCHED: ReadonlySet<unknown> = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR'])

/** As our collector writes it. */
export const isWrapped = (record: JsonObject): boolean => record['tallyman'] === 'kubernetes-object'

/** A line of a watch, as `kubectl get --watch --output-watch-events -o json` and the API server give it. */
export const isWatchEvent = ({ type, object }: JsonObject): boolean =>
  WATCHED.has(type) && isObject(object) && isVersion(object['apiVersion']) && typeof object['kind'] === 'string'

/** An object as it is in a cluster, which knows when it was made; a manifest in a file does not, and is no telemetry. */
export const isBare = (record: JsonObject): boolean =>
  isVersion(record['apiVersion']) &&
  typeof record['kind'] === 'string' &&
  record['kind'] !== '' &&
  textAt(record, 'metadata.name') !== undefined &&
  textAt(record, 'metadata.creationTimestamp') !== undefined

/** Throws RecordError. `raw` has no secrets any more. */
export function toldOf(raw: JsonObject): Told {
  if (isWrapped(raw)) {
    const type = TYPES.find((each) => each === raw['type'])
    if (type === undefined) throw new RecordError('type', `one of ${TYPES.join(', ')}`, raw['type'])
    return {
      ...identified(raw, objectAt(raw, 'object')),
      type,
      time: timeAt(raw, 'time'),
      managers: managersAt(raw, 'managers'),
    }
  }
  const watched = isWatchEvent(raw)
  const object = watched ? objectAt(raw, 'object') : raw
  const type = watched ? TYPES.find((each) => each === raw['type']) : 'LISTED'
  if (type === undefined) throw new RecordError('object', 'an object, but the watch ended with an error', undefined)
  return {
    ...identified(raw, object),
    type,
    time: latest(object ?? {}),
    managers: managersAt(object, 'metadata.managedFields'),
  }
}

function identified(raw: JsonObject, object: JsonObject | undefined): Omit<Told, 'type' | 'time' | 'managers'> {
  const [kind, name] = [textAt(object, 'kind'), textAt(object, 'metadata.name')]
  if (!object || kind === undefined || name === undefined)
    throw new RecordError('object', 'an object with a kind and a name', valueAt(raw, 'object'))
  const changes = valueAt(raw, 'changes')
  return {
    object: withoutBookkeeping(object),
    kind,
    name,
    namespace: textAt(object, 'metadata.namespace'),
    cluster: textAt(raw, 'cluster'),
    changes: isWrapped(raw) && Array.isArray(changes) ? changes.filter(isChange) : undefined,
  }
}

const isChange = (value: unknown): value is Change =>
  isObject(value) && typeof value['op'] === 'string' && typeof value['path'] === 'string'

const managersAt = (value: unknown, path: string): JsonObject[] =>
  listAt(value, path).flatMap((entry) => {
    const manager = textAt(entry, 'manager')
    return manager === undefined ? [] : [{ manager, time: textAt(entry, 'time') ?? '' }]
  })

/** An object does not say when it was looked at: after all that it knows of. When it will be deleted is in the future. */
function latest(object: JsonObject): number {
  const texts = [
    ...['metadata.creationTimestamp', 'status.startTime', 'status.completionTime'].map((path) => textAt(object, path)),
    ...['lastTimestamp', 'eventTime', 'firstTimestamp', 'series.lastObservedTime'].map((path) => textAt(object, path)),
    ...listAt(object, 'metadata.managedFields').map((entry) => textAt(entry, 'time')),
    ...listAt(object, 'status.conditions').flatMap((condition) =>
      ['lastTransitionTime', 'lastUpdateTime', 'lastHeartbeatTime'].map((name) => textAt(condition, name)),
    ),
    ...listAt(object, 'status.containerStatuses').flatMap((status) =>
      ['running.startedAt', 'terminated.startedAt', 'terminated.finishedAt'].map((path) =>
        textAt(status, `state.${path}`),
      ),
    ),
  ]
  const times = texts.map((text) => Date.parse(text ?? '')).filter((time) => !Number.isNaN(time))
  if (times.length === 0)
    throw new RecordError(
      'metadata.creationTimestamp',
      'an RFC 3339 time',
      valueAt(object, 'metadata.creationTimestamp'),
    )
  return Math.max(...times)
}
