/** Who and what an event is about beyond what its record names: the rest of a name, and what follows from the manifest at that time. */
import type { Entity, EntityType } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import type { Relation } from './history.ts'
import { call, type Manifest, type Thing } from './manifest.ts'

/** How far a chain of relations is followed: container -> pod -> workload -> owner -> who changed it. */
const REACH = 4

/** Which relations say something of where an event happened. An address or a network that is shared says nothing of identity. */
const FOLLOWED: ReadonlySet<Relation> = new Set<Relation>([
  'part-of',
  'runs-on',
  'made-from',
  'owned-by',
  'changed-by',
  'opened-by',
])

/** What is remembered of without a fact, so that what it is called can be said where a record has only its id. */
const CALLED: ReadonlySet<EntityType> = new Set<EntityType>(['container', 'network'])

/** What a record leaves out of an entity's identity: the rest of a short id, where only one is known, and its name. */
export function completed(entity: Entity, manifest: Manifest, { time }: Event): Entity {
  const { type, uid, name } = entity
  const thing = CALLED.has(type) ? manifest.meet(type, uid, time) : manifest.find(type, uid)
  if (!thing) return entity
  if (time > thing.heard) thing.heard = time
  call(thing, name, time)
  if (thing.uid === uid && (name !== undefined || thing.name === undefined)) return entity
  const called = name ?? thing.name
  return {
    ...entity,
    ...(thing.uid !== uid && { uid: thing.uid, known: 'inferred' }),
    ...(called !== undefined && called !== thing.uid && { name: called }),
  }
}

/** What follows from the manifest about things at that time, nearest first. */
export function followed(things: readonly Thing[], manifest: Manifest, at: number): Thing[] {
  const found: Thing[] = [...things]
  let [from, to] = [0, found.length]
  for (let step = 0; step < REACH && from < to; step++) {
    for (; from < to; from++)
      for (const { relation, object } of manifest.about(found[from] as Thing, at))
        if (FOLLOWED.has(relation) && !found.includes(object)) found.push(object)
    to = found.length
  }
  return found.slice(things.length)
}

/** As context of an event, by inference. */
export const asContext = ({ type, uid, name }: Pick<Thing, 'type' | 'uid' | 'name'>): Entity => ({
  type,
  uid,
  ...(name !== undefined && name !== uid && { name }),
  role: 'context',
  known: 'inferred',
})
