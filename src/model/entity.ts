/** What things happen to, and what correlation joins on: OCSF observables, and the kinds that OCSF lacks. */
export const ENTITY_TYPES = [
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
] as const
export type EntityType = (typeof ENTITY_TYPES)[number]

/** What an entity has to do with an event. */
export type EntityRole = 'actor' | 'origin' | 'target' | 'context'

export interface Entity {
  readonly type: EntityType
  /** Unique among entities of its type, and the same in every source: `shop/web-7d9` for a pod, the 64 digits of a container. */
  readonly uid: string
  /** What people call it, where that is not the uid. */
  readonly name?: string
  readonly role: EntityRole
  /** Who says so: the record itself, or an inference of attribution with what it rests on. */
  readonly known: 'recorded' | 'inferred'
}

/** One string an entity is joined by. Types hold no colon, so that no uid can imitate another type. */
export const entityKey = (entity: Pick<Entity, 'type' | 'uid'>): string => `${entity.type}:${entity.uid}`

/** The first of `entities` with that role and, where given, that type. */
export const entityOf = (entities: readonly Entity[], role: EntityRole, type?: EntityType): Entity | undefined =>
  entities.find((entity) => entity.role === role && (type === undefined || entity.type === type))

/** Each entity once in a role, in the order in which they first come; what is recorded outranks what is inferred. */
export function mergeEntities(...lists: readonly (readonly Entity[])[]): Entity[] {
  const merged = new Map<string, Entity>()
  for (const entities of lists)
    for (const entity of entities) {
      const key = `${entity.role}/${entityKey(entity)}`
      const known = merged.get(key)
      if (!known || (known.known === 'inferred' && entity.known === 'recorded')) merged.set(key, entity)
      else if (!known.name && entity.name) merged.set(key, { ...known, name: entity.name })
    }
  return [...merged.values()]
}
