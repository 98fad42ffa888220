/** How things stood at a moment: an inspect, wrapped by our collector with the time it was taken, or as `docker inspect` prints it. */
import { objectAt, RecordError, textAt, timeAt, valueAt, type JsonObject } from 'tallyman/source'
import { containerSnapshot } from './container-snapshot.ts'
import { imageSnapshot } from './image-snapshot.ts'
import { networkSnapshot } from './network-snapshot.ts'
import { nodeSnapshot } from './node-snapshot.ts'
import type { Snapshot, Told } from './told.ts'

interface Kind {
  /** What an inspect of this kind has, and nothing else of what an engine answers. */
  readonly has: (object: JsonObject) => boolean
  /** Times in it: it was taken after all of them. */
  readonly times: readonly string[]
  readonly told: (snapshot: Snapshot) => Told
}

const is = (object: JsonObject, path: string, type: 'string' | 'object' | 'number'): boolean =>
  typeof valueAt(object, path) === type && valueAt(object, path) !== null

const KINDS: ReadonlyMap<Snapshot['kind'], Kind> = new Map<Snapshot['kind'], Kind>([
  [
    'container',
    {
      has: (object) => is(object, 'Id', 'string') && is(object, 'State', 'object') && is(object, 'Config', 'object'),
      times: ['Created', 'State.StartedAt', 'State.FinishedAt'],
      told: containerSnapshot,
    },
  ],
  [
    'image',
    {
      has: (object) =>
        is(object, 'Id', 'string') &&
        is(object, 'Architecture', 'string') &&
        is(object, 'Os', 'string') &&
        is(object, 'Size', 'number'),
      times: ['Created', 'Metadata.LastTagTime'],
      told: imageSnapshot,
    },
  ],
  [
    'network',
    {
      has: (object) =>
        is(object, 'Id', 'string') &&
        is(object, 'Name', 'string') &&
        is(object, 'Driver', 'string') &&
        is(object, 'IPAM', 'object'),
      times: ['Created'],
      told: networkSnapshot,
    },
  ],
  [
    'info',
    {
      has: (object) =>
        is(object, 'ID', 'string') &&
        is(object, 'Driver', 'string') &&
        is(object, 'Containers', 'number') &&
        is(object, 'Images', 'number'),
      times: ['SystemTime'],
      told: nodeSnapshot,
    },
  ],
])

const isWrapped = (record: JsonObject): boolean => record['tallyman'] === 'docker-engine-snapshot'

const kindOf = (object: JsonObject): Snapshot['kind'] | undefined => [...KINDS].find(([, { has }]) => has(object))?.[0]

export const isSnapshot = (record: JsonObject): boolean => isWrapped(record) || kindOf(record) !== undefined

/** Throws RecordError. */
export function readSnapshot(record: JsonObject): Snapshot & { readonly time: number } {
  if (!isWrapped(record)) {
    const kind = kindOf(record) as Snapshot['kind']
    return { kind, object: record, time: latest(record, kind) }
  }
  const object = objectAt(record, 'object')
  const kind = textAt(record, 'kind') as Snapshot['kind']
  if (!KINDS.has(kind)) throw new RecordError('kind', `one of ${[...KINDS.keys()].join(', ')}`, record['kind'])
  if (!object || kindOf(object) !== kind)
    throw new RecordError('object', `an inspect of kind ${kind}`, record['object'])
  const node = textAt(record, 'node')
  return { kind, object, time: timeAt(record, 'time'), ...(node !== undefined && { node }) }
}

export const snapshotTold = (snapshot: Snapshot): Told => (KINDS.get(snapshot.kind) as Kind).told(snapshot)

/** A bare inspect has no time of its own; the engine writes 0001-01-01 for what has not happened. */
function latest(object: JsonObject, kind: Snapshot['kind']): number {
  const paths = KINDS.get(kind)?.times ?? []
  const known = paths.map((path) => timeOf(valueAt(object, path))).filter((time) => time > 0)
  if (known.length > 0) return Math.max(...known)
  throw new RecordError(
    paths.join(', '),
    'a time of which one is known; wrap the inspect in {"tallyman": "docker-engine-snapshot", "time": "...", "kind": "...", "object": ...}',
    undefined,
  )
}

/** RFC 3339, or seconds since 1970 in old engines. */
const timeOf = (value: unknown): number =>
  typeof value === 'number' ? value * 1000 : typeof value === 'string' ? Date.parse(value) : Number.NaN
