/** Who and what an event is about beyond what its record names: the rest of a name, and what follows from the manifest at that time. */
import type { Entity, EntityType } from '../model/entity.ts'
import { rest } from './conclusion.ts'
import { hasRival, type Relation } from './history.ts'
import { touch, type Manifest } from './manifest.ts'
import { namesOf, ownAnswer } from './own.ts'
import { isWithin, secondsBetween } from './seconds.ts'
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

/** What a record leaves out of the identity of its entities: the rest of a short id, where only one is known, and its name. Each once. */
export function completed(entities: readonly Entity[], manifest: Manifest, at: number): readonly Entity[] {
  let named: Entity[] | undefined
  for (let index = 0; index < entities.length; index++) {
    const entity = entities[index] as Entity
    const whole = completedOne(entity, manifest, at)
    if (whole !== entity) (named ??= [...entities])[index] = whole
  }
  return together(named ?? entities)
}

/** What was short may be the same as what is whole. */
function together(named: readonly Entity[]): readonly Entity[] {
  for (let at = 1; at < named.length; at++)
    if (isBefore(named, at)) return named.filter((_, index) => !isBefore(named, index))
  return named
}
function isBefore(named: readonly Entity[], at: number): boolean {
  const { type, uid, role } = named[at] as Entity
  for (let before = 0; before < at; before++) {
    const other = named[before] as Entity
    if (other.type === type && other.role === role && other.uid === uid) return true
  }
  return false
}

function completedOne(entity: Entity, manifest: Manifest, at: number): Entity {
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
  if (known && isWithin(known, at)) return known
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
  const [names, where] = [namesOf(thing, manifest), whereOf(thing, around)]
  const context: Context = {
    // At the very time of a word it may be otherwise than after it.
    ...secondsBetween(from + 1, until),
    where,
    state: where?.state,
    own: ownAnswer(names, manifest, at),
    around,
    adds: undefined,
    addsTo: '',
    addsToNamed: 0,
  }
  // What was forgotten may be met again, as another thing.
  const basis = [...around, ...names.slice(1)]
  if (basis.some(({ forgotten }) => forgotten)) return context
  thing.context = context
  for (const other of basis) rest(thing, other)
  return context
}

/** What follows and is not named by the record already. */
export function notNamed(around: readonly Thing[], named: readonly Entity[]): readonly Entity[] {
  let found: Entity[] | undefined
  for (const thing of around) if (!isNamed(thing, named)) (found ??= []).push(entityOf(thing))
  return found ?? NOTHING
}
const NOTHING: readonly Entity[] = []

function isNamed({ type, uid }: Thing, named: readonly Entity[]): boolean {
  for (const other of named) if (other.type === type && other.uid === uid) return true
  return false
}

const entityOf = (thing: Thing): Entity => (thing.entity ??= asContext(thing))

/**
 * The same for a sensor of processes, which names the same things whenever it tells of one container: what was left out of one of its
 * records is left out of the next that names as many.
 */
export function addedTo(named: readonly Entity[], source: string, context: Context): readonly Entity[] {
  if (context.adds && context.addsTo === source && context.addsToNamed === named.length) return context.adds
  context.addsTo = source
  context.addsToNamed = named.length
  return (context.adds = notNamed(context.around, named))
}

/** As context of an event, by inference. */
export const asContext = ({ type, uid, name }: Pick<Thing, 'type' | 'uid' | 'name'>): Entity => ({
  type,
  uid,
  ...(name !== undefined && name !== uid && { name }),
  role: 'context',
  known: 'inferred',
})
