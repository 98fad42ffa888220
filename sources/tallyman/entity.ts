/** An entity as Tallyman writes it. */
import { isObject, RecordError } from 'tallyman/source'
import type { Entity, EntityRole, EntityType } from 'tallyman/source'

const TYPES: ReadonlySet<unknown> = new Set<EntityType>([
  'principal',
  'session',
  'cluster',
  'namespace',
  'workload',
  'pod',
  'container',
  'image',
  'network',
  'node',
  'address',
  'resource',
])
const ROLES: ReadonlySet<unknown> = new Set<EntityRole>(['actor', 'origin', 'target', 'context'])

/** Throws RecordError. */
export function entityOf(value: unknown): Entity {
  if (
    !isObject(value) ||
    !TYPES.has(value['type']) ||
    !ROLES.has(value['role']) ||
    typeof value['uid'] !== 'string' ||
    value['uid'] === ''
  )
    throw new RecordError('entities', 'a list of entities', value)
  const { type, uid, role, name } = value as { type: EntityType; uid: string; role: EntityRole; name?: unknown }
  return {
    type,
    uid,
    ...(typeof name === 'string' && { name }),
    role,
    // By the record that is read here, whatever the stage that made it had concluded.
    known: 'recorded',
  }
}
