/** Finds the last change that an incident's records tell of an object, and what the object was before. */
import { entityKey, type Entity } from '../model/entity.ts'
import type { JsonObject } from '../model/record.ts'
import { callsIn, valueAt, type Call, type Facts } from './facts.ts'

export interface Change {
  readonly change: Call
  readonly before: JsonObject
}

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

/** Nothing where no record shows both. `before` is an earlier record's object or what the object says was last applied to it. */
export function changeOf(facts: Facts, target: Pick<Entity, 'type' | 'uid'>): Change | undefined {
  const calls = callsIn(facts.about(target)).filter(({ event }) =>
    event.entities.some((entity) => entity.role === 'target' && entityKey(entity) === entityKey(target)),
  )
  const at = calls.findLastIndex(({ verb }) => verb === 'patch' || verb === 'update')
  const change = calls[at]
  if (!change) return undefined
  const earlier = calls.slice(0, at).findLast(({ became, of }) => became && sameObject(of, change.of))?.became
  const before = earlier ?? lastApplied(change)
  return before && { change, before }
}

const sameObject = (a: Call['of'], b: Call['of']): boolean =>
  a.resource === b.resource && a.group === b.group && a.namespace === b.namespace && a.name === b.name

/** `kubectl apply` writes the new manifest into the annotation, so after it the annotation tells nothing of before. */
function lastApplied({ sent, became }: Call): JsonObject | undefined {
  if (valueAt(sent, 'metadata', 'annotations', LAST_APPLIED) !== undefined) return undefined
  const text = valueAt(became, 'metadata', 'annotations', LAST_APPLIED)
  if (typeof text !== 'string') return undefined
  try {
    const manifest: unknown = JSON.parse(text)
    return typeof manifest === 'object' && manifest !== null ? (manifest as JsonObject) : undefined
  } catch {
    return undefined
  }
}

/** What a person would write of an object: without what the API server fills in. */
export function manifestOf(object: JsonObject): JsonObject {
  const without = (of: object, fields: ReadonlySet<string>): JsonObject =>
    Object.fromEntries(Object.entries(of).filter(([field]) => !fields.has(field)))
  const written = without(object, new Set(['status']))
  const { metadata } = written
  return typeof metadata === 'object' && metadata !== null
    ? { ...written, metadata: without(metadata, FILLED_IN) }
    : written
}

const FILLED_IN = new Set(['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink'])
