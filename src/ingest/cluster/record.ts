/** The collector's records, one line each: an object as the API server gave it with what became of it, and gaps. */
import type { JsonObject } from '../../model/record.ts'
import { isObject, listAt, objectAt, textAt } from '../read.ts'
import type { Diff } from './diff.ts'
import type { Resource } from './resource.ts'

/** An object of the API without its bookkeeping, and what is worth keeping of that. */
export interface Observed {
  readonly uid: string
  readonly name: string
  readonly namespace: string | undefined
  readonly version: string
  readonly object: JsonObject
  /** Which programs set fields of it, and when they did last (`metadata.managedFields` without the fields). */
  readonly managers: readonly JsonObject[]
}

/** Nothing where the value is no object of the API: it has no identity. Items of a list do not say their kind. */
export function observedOf(value: unknown, version: string, { kind }: Resource): Observed | undefined {
  const metadata = objectAt(value, 'metadata')
  const [uid, name, resourceVersion] = ['uid', 'name', 'resourceVersion'].map((field) => textAt(metadata, field))
  if (!isObject(value) || !metadata || uid === undefined || name === undefined || resourceVersion === undefined)
    return undefined
  const { managedFields: _, ...kept } = metadata
  return {
    uid,
    name,
    namespace: textAt(metadata, 'namespace'),
    version: resourceVersion,
    object: { apiVersion: version, kind, ...value, metadata: kept },
    managers: listAt(metadata, 'managedFields').filter(isObject).map(managerOf),
  }
}

const managerOf = ({ manager, operation, time, subresource }: JsonObject): JsonObject => ({
  manager,
  operation,
  time,
  subresource,
})

/** What became of an object. `LISTED`: it was there when we began. The others are the API's own words. */
type ObjectType = 'LISTED' | 'ADDED' | 'MODIFIED' | 'DELETED'

export interface ObjectNews {
  readonly type: ObjectType
  readonly object: JsonObject
  readonly managers?: readonly JsonObject[]
  /** Of `MODIFIED`: the resource version before. */
  readonly previous?: string
  /** Of `MODIFIED`, where the object was known as it was before. */
  readonly diff?: Diff
  /** It happened while nobody listened, and was found out at this time. */
  readonly resync?: boolean
}

const now = (): string => new Date().toISOString()

export function objectRecord(
  cluster: string,
  { type, object, managers = [], previous, diff, resync }: ObjectNews,
): string {
  return JSON.stringify({
    tallyman: 'kubernetes-object',
    time: now(),
    cluster,
    type,
    ...(resync && { resync }),
    previous,
    changes: diff?.changes,
    ...(diff && diff.omitted > 0 && { omitted: diff.omitted }),
    ...(managers.length > 0 && { managers }),
    object,
  })
}

export interface Gap {
  /** Epoch milliseconds. */
  readonly from: number
  readonly to: number
  /** Kinds of objects of which nothing was heard meanwhile. */
  readonly resources: readonly string[]
  readonly reason: string
}

export const gapRecord = (cluster: string, { from, to, resources, reason }: Gap): string =>
  JSON.stringify({
    tallyman: 'kubernetes-gap',
    from: new Date(from).toISOString(),
    time: new Date(to).toISOString(),
    cluster,
    resources: resources.toSorted(),
    reason,
  })
