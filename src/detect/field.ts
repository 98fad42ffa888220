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
  if (!isEntityField(field)) return readPath(view.fields, field)
  const dot = field.indexOf('.')
  const [word, type] = [field.slice(0, dot), field.slice(dot + 1)]
  const role = ROLES.find((each) => each === word)
  const ofType = event.entities.filter((entity) => entity.type === type)
  const roles = role === undefined ? ROLES : [role]
  const found = roles.flatMap((each) => ofType.find((entity) => entity.role === each) ?? [])[0]
  return found ? [found.uid] : []
}

/** Whether it asks for an entity, and not for a field of the log. */
export function isEntityField(field: string): boolean {
  const dot = field.indexOf('.')
  const word = field.slice(0, dot)
  return (word === 'entity' || ROLES.some((each) => each === word)) && TYPES.has(field.slice(dot + 1))
}

function readPath(fields: object, path: string): unknown[] {
  let found: unknown[] = [fields]
  for (const key of path.split('.'))
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
    const told = values.filter((value) => typeof value !== 'object' || value === null).map(String)
    if (told.length === 0 && !mayMiss) return undefined
    words.push([...new Set(told)].toSorted().join(','))
  }
  return words.join('\0')
}
