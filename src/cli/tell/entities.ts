/** Who and what, in a few words a line. */
import type { Entity, EntityType } from '../../model/entity.ts'
import { printable } from './terminal.ts'

const SHORT_CONTAINER = 12
const DIGEST = 'sha256:'
const NAMED_AT_MOST = 6

/** What people call an entity: a container of an engine by its name and first digits, a pod with its namespace, everything else by its name. */
export function nameOf({ type, uid, name }: Pick<Entity, 'type' | 'uid' | 'name'>): string {
  if (type === 'container' && /^[0-9a-f]{64}$/.test(uid)) {
    const short = uid.slice(0, SHORT_CONTAINER)
    return printable(name ? `${name} (${short})` : short)
  }
  if (type === 'image' && uid.startsWith(DIGEST))
    return printable(name ?? uid.slice(0, DIGEST.length + SHORT_CONTAINER))
  return printable(uid.includes('/') ? uid : (name ?? uid))
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
