/** How things stood at a moment: an inspect or an element of a list, wrapped with the time it was taken, or as docker prints it. */
import { isObject, objectAt, RecordError, textAt, timeAt, valueAt, type JsonObject } from 'tallyman/source'
import { containerListed, isListed } from './container-list.ts'
import { containerSnapshot } from './container-snapshot.ts'
import { imageSnapshot } from './image-snapshot.ts'
import { networkSnapshot } from './network-snapshot.ts'
import { nodeSnapshot } from './node-snapshot.ts'
import { asListed } from './rows.ts'
import type { Snapshot, Told } from './told.ts'
import { volumeSnapshot } from './volume-snapshot.ts'

interface Form {
  readonly kind: Snapshot['kind']
  /** What an answer of this form has, and no other of what an engine answers. */
  readonly has: (object: JsonObject) => boolean
  /** Times in it: it was taken after all of them. */
  readonly times: readonly string[]
  readonly told: (snapshot: Snapshot) => Told
}

const is = (object: JsonObject, path: string, type: 'string' | 'object' | 'number'): boolean =>
  typeof valueAt(object, path) === type && valueAt(object, path) !== null

const FORMS: readonly Form[] = [
  {
    kind: 'container',
    has: (object) => is(object, 'Id', 'string') && is(object, 'State', 'object') && is(object, 'Config', 'object'),
    times: ['Created', 'State.StartedAt', 'State.FinishedAt'],
    told: containerSnapshot,
  },
  { kind: 'container', has: isListed, times: ['Created'], told: containerListed },
  {
    kind: 'image',
    has: (object) =>
      is(object, 'Id', 'string') &&
      is(object, 'Architecture', 'string') &&
      is(object, 'Os', 'string') &&
      is(object, 'Size', 'number'),
    times: ['Created', 'Metadata.LastTagTime'],
    told: imageSnapshot,
  },
  {
    kind: 'image',
    has: (object) =>
      is(object, 'Id', 'string') &&
      'RepoTags' in object &&
      'RepoDigests' in object &&
      valueAt(object, 'Os') === undefined,
    times: ['Created'],
    told: imageSnapshot,
  },
  {
    kind: 'network',
    has: (object) =>
      is(object, 'Id', 'string') &&
      is(object, 'Name', 'string') &&
      is(object, 'Driver', 'string') &&
      is(object, 'IPAM', 'object'),
    times: ['Created'],
    told: networkSnapshot,
  },
  {
    kind: 'volume',
    has: (object) =>
      is(object, 'Name', 'string') &&
      is(object, 'Driver', 'string') &&
      is(object, 'Mountpoint', 'string') &&
      is(object, 'Scope', 'string'),
    times: ['CreatedAt'],
    told: volumeSnapshot,
  },
  {
    kind: 'info',
    has: (object) =>
      is(object, 'ID', 'string') &&
      is(object, 'Driver', 'string') &&
      is(object, 'Containers', 'number') &&
      is(object, 'Images', 'number'),
    times: ['SystemTime'],
    told: nodeSnapshot,
  },
]

const isWrapped = (record: JsonObject): boolean => record['tallyman'] === 'docker-engine-snapshot'

const formOf = (object: JsonObject): Form | undefined => FORMS.find(({ has }) => has(object))

export const isSnapshot = (record: JsonObject): boolean => isWrapped(record) || formOf(asListed(record)) !== undefined

/** What `GET /volumes` answers; other lists are arrays, which everybody takes apart. */
export const volumesOf = (value: unknown): readonly unknown[] | undefined =>
  isObject(value) && Array.isArray(value['Volumes']) && 'Warnings' in value ? value['Volumes'] : undefined

/** Throws RecordError. */
export function readSnapshot(record: JsonObject): Snapshot & { readonly time: number } {
  if (!isWrapped(record)) {
    const object = asListed(record)
    const form = formOf(object)
    if (!form) throw new RecordError('Id', 'part of what an engine answers', object['Id'])
    return { kind: form.kind, object, time: latest(object, form.times) }
  }
  const inner = objectAt(record, 'object')
  const object = inner && asListed(inner)
  const kind = textAt(record, 'kind') as Snapshot['kind']
  const kinds = FORMS.map((form) => form.kind)
  if (!kinds.includes(kind)) throw new RecordError('kind', `one of ${[...new Set(kinds)].join(', ')}`, record['kind'])
  if (!object || formOf(object)?.kind !== kind)
    throw new RecordError('object', `an inspect of kind ${kind}`, record['object'])
  const node = textAt(record, 'node')
  return { kind, object, time: timeAt(record, 'time'), ...(node !== undefined && { node }) }
}

export const snapshotTold = (snapshot: Snapshot): Told => (formOf(snapshot.object) as Form).told(snapshot)

/** A bare inspect has no time of its own; the engine writes 0001-01-01 for what has not happened. */
function latest(object: JsonObject, paths: readonly string[]): number {
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
