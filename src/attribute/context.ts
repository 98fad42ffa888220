/** Who and what an event is about beyond what its record names: the rest of a name, and what follows from the manifest at that time. */
import type { Entity, EntityType } from '../model/entity.ts'
import { hasRival, type Relation } from './history.ts'
import { touch, type Manifest } from './manifest.ts'
import type { Context, Thing } from './thing.ts'
import { whereOf } from './where.ts'

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
/** What has a name that another record may lack. All others are looked up by whoever asks what follows from them. */
const NAMED: ReadonlySet<EntityType> = new Set<EntityType>(['container', 'network', 'pod', 'workload', 'image'])

/** What a record leaves out of an entity's identity: the rest of a short id, where only one is known, and its name. */
export function completed(entity: Entity, manifest: Manifest, at: number): Entity {
  const { type, uid, name } = entity
  if (!NAMED.has(type) || (name !== undefined && !CALLED.has(type))) return entity
  const thing = CALLED.has(type) ? manifest.meet(type, uid, at) : manifest.find(type, uid)
  if (!thing) return entity
  touch(thing, at)
  manifest.call(thing, name, at)
  if (thing.uid === uid && (name !== undefined || thing.name === undefined)) return entity
  const called = name ?? thing.name
  return {
    ...entity,
    ...(thing.uid !== uid && { uid: thing.uid, known: 'inferred' }),
    ...(called !== undefined && called !== thing.uid && { name: called }),
  }
}

/** What follows from things at that time, nearest first. */
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

/** The same of one thing, and what it says of where that is; worked out again only where something was said since. */
export function contextOf(thing: Thing, manifest: Manifest, at: number): Context {
  const known = thing.context
  if (known && isValid(thing, known, at)) return known
  const around = followed([thing], manifest, at)
  let [from, until] = [-Infinity, Infinity]
  for (const { words, ends } of [thing, ...around])
    for (const word of words) {
      if (!FOLLOWED.has(word.relation) || (word.relation !== 'changed-by' && !hasRival(word, words))) continue
      for (const time of [word.first, word.last, ...ends]) {
        if (time <= at) from = Math.max(from, time)
        else until = Math.min(until, time)
      }
    }
  const context: Context = {
    around,
    where: whereOf(thing, around),
    versions: versionsOf(thing, around),
    // At the very time of a word it may be otherwise than after it.
    from: from === at ? at : from + 1,
    until: from === at ? at + 1 : until,
    adds: undefined,
  }
  thing.context = context
  return context
}

export const isValid = (thing: Thing, { around, versions, from, until }: Context, at: number): boolean =>
  at >= from && at < until && versionsOf(thing, around) === versions

function versionsOf({ version }: Thing, around: readonly Thing[]): number {
  let sum = version
  for (const thing of around) sum += thing.version
  return sum
}

/** What follows and is not named by the record already. */
export const notNamed = (around: readonly Thing[], named: readonly Entity[]): readonly Entity[] =>
  around.filter(({ type, uid }) => !named.some((other) => other.type === type && other.uid === uid)).map(entityOf)

const entityOf = (thing: Thing): Entity => (thing.entity ??= asContext(thing))

/**
 * The same for a sensor of processes, which names the same things whenever it tells of one container: what was left out of one of its
 * records is left out of the next that names as many.
 */
export function addedTo(named: readonly Entity[], source: string, context: Context): readonly Entity[] {
  const { adds } = context
  if (adds && adds.source === source && adds.named === named.length) return adds.entities
  const entities = notNamed(context.around, named)
  context.adds = { source, named: named.length, entities }
  return entities
}

/** As context of an event, by inference. */
export const asContext = ({ type, uid, name }: Pick<Thing, 'type' | 'uid' | 'name'>): Entity => ({
  type,
  uid,
  ...(name !== undefined && name !== uid && { name }),
  role: 'context',
  known: 'inferred',
})
