/** What detectors read of a match: a field of the log, or an entity of the event, which is the same whatever the log. */
import { ENTITY_TYPES } from '../model/entity.ts'
import type { Entity } from '../model/entity.ts'
import type { Event, View } from '../model/event.ts'

/** In the order in which `entity.<type>` takes them. */
const ROLES: readonly Entity['role'][] = ['actor', 'target', 'origin', 'context']
const TYPES: ReadonlySet<string> = new Set(ENTITY_TYPES)

/**
 * `entity.<type>` is the uid of the event's entity of that type, the actor before the target before others; `actor.<type>`,
 * `target.<type>`, `origin.<type>` and `context.<type>` ask for one role. Anything else is a field of the log, by its dotted path.
 */
export function readField({ event, view }: { readonly event: Event; readonly view: View }, field: string): unknown[] {
  const { entity, keys } = partsOf(field)
  if (!entity) return readPath(view.fields, keys)
  for (const role of entity.roles)
    for (const each of event.entities) if (each.role === role && each.type === entity.type) return [each.uid]
  return []
}

/** Whether it asks for an entity, and not for a field of the log. */
export const isEntityField = (field: string): boolean => partsOf(field).entity !== undefined

interface Parts {
  readonly entity: { readonly type: string; readonly roles: readonly Entity['role'][] } | undefined
  readonly keys: readonly string[]
}

/** Fields are written in packages, and few: each is taken apart once. */
const known = new Map<string, Parts>()

function partsOf(field: string): Parts {
  const before = known.get(field)
  if (before) return before
  const keys = field.split('.')
  const type = keys.slice(1).join('.')
  const role = ROLES.find((each) => each === keys[0])
  const isEntity = (role !== undefined || keys[0] === 'entity') && TYPES.has(type)
  const parts = { keys, entity: isEntity ? { type, roles: role === undefined ? ROLES : [role] } : undefined }
  known.set(field, parts)
  return parts
}

/** Own properties only; a list stands for its members. */
function readPath(fields: object, keys: readonly string[]): unknown[] {
  let value: unknown = fields
  for (const [at, key] of keys.entries()) {
    if (Array.isArray(value)) return readMembers(value, keys.slice(at))
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return []
    value = (value as { [key: string]: unknown })[key]
  }
  return Array.isArray(value) ? value.flat(0) : [value]
}

function readMembers(members: readonly unknown[], keys: readonly string[]): unknown[] {
  let found: unknown[] = [members]
  for (const key of keys)
    found = found
      .flat()
      .flatMap((value) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, key)
          ? [(value as { [key: string]: unknown })[key]]
          : [],
      )
  return found.flat()
}

/** One string for what stands in the fields together; nothing where one of them is missing whose name does not end in `?`. */
export function readWords(
  hit: { readonly event: Event; readonly view: View },
  fields: readonly string[],
): string | undefined {
  const words: string[] = []
  for (const field of fields) {
    const mayMiss = field.endsWith('?')
    const values = readField(hit, mayMiss ? field.slice(0, -1) : field)
    const [only] = values
    if (values.length === 1 && typeof only !== 'object') {
      words.push(String(only))
      continue
    }
    const told = values.filter((value) => typeof value !== 'object' || value === null).map(String)
    if (told.length === 0 && !mayMiss) return undefined
    words.push([...new Set(told)].toSorted().join(','))
  }
  return words.join('\0')
}
