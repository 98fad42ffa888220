/** Who and what, in a few words a line. */
import type { Entity, EntityType } from '../../model/entity.ts'
import { printable } from './terminal.ts'

const SHORT_CONTAINER = 12
const NAMED_AT_MOST = 6

/** What people call an entity: a container by its name and first digits, everything else by its name or uid. */
export function nameOf({ type, uid, name }: Pick<Entity, 'type' | 'uid' | 'name'>): string {
  const short = type === 'container' && /^[0-9a-f]{64}$/.test(uid) ? uid.slice(0, SHORT_CONTAINER) : uid
  return printable(name && name !== uid ? (type === 'container' ? `${name} (${short})` : name) : short)
}

/** The entities of some types, each once, the first few by name and the others by number. */
export function namesOf(
  entities: readonly Entity[],
  types: readonly EntityType[],
  roles?: readonly Entity['role'][],
): string {
  const names = [
    ...new Set(
      entities
        .filter(({ type, role }) => types.includes(type) && (!roles || roles.includes(role)))
        .map((entity) => nameOf(entity)),
    ),
  ]
  const rest = names.length - NAMED_AT_MOST
  return names.slice(0, NAMED_AT_MOST).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}
