/** The second verb, Event -> Event: says who and what an event is about, from the manifest that it keeps. */
import { entityKey, mergeEntities } from '../model/entity.ts'
import type { Entity } from '../model/entity.ts'
import type { Event, Fact } from '../model/event.ts'
import type { Stage } from '../stream/stage.ts'
import { createContinuation } from './continuation.ts'
import { createManifest, type Manifest } from './manifest.ts'

/** How far a chain of relations is followed: container -> pod -> workload -> owner -> who changed it. */
const REACH = 4

/** Which relations say something of where an event happened. An address or a network that is shared says nothing of identity. */
const FOLLOWED: ReadonlySet<Fact['relation']> = new Set([
  'part-of',
  'runs-on',
  'made-from',
  'owned-by',
  'changed-by',
  'opened-by',
])

export function attribute(): Stage<Event, Event> {
  const manifest = createManifest()
  const continues = createContinuation()
  return {
    observe(event) {
      for (const entity of event.entities) manifest.meet(entity)
      for (const fact of event.facts) manifest.learn(fact)
      const named = event.entities.map((entity) => completed(entity, manifest))
      const told = { ...event, entities: mergeEntities(named, inferred(named, manifest)) }
      return [continues(event) ? { ...told, continues: true } : told]
    },
  }
}

/** What a record leaves out of an entity's identity: the rest of a short id, where only one is known, and its name. */
function completed(entity: Entity, manifest: Manifest): Entity {
  const whole = isShort(entity) ? manifest.containerBy(entity.uid) : undefined
  const found: Entity = whole?.startsWith(entity.uid) ? { ...entity, uid: whole, known: 'inferred' } : entity
  const name = found.name ?? manifest.nameOf(found)
  return name === undefined || name === found.name ? found : { ...found, name }
}

const isShort = ({ type, uid }: Entity): boolean => type === 'container' && /^[0-9a-f]{12,63}$/.test(uid)

/** What follows from the manifest about the entities that the record names, as context. */
function inferred(entities: readonly Entity[], manifest: Manifest): Entity[] {
  const seen = new Set(entities.map(entityKey))
  const found: Entity[] = []
  let frontier: readonly Pick<Entity, 'type' | 'uid'>[] = entities.filter(
    ({ role }) => role !== 'actor' && role !== 'origin',
  )
  for (let step = 0; step < REACH && frontier.length > 0; step++) {
    const next: Entity[] = []
    for (const subject of frontier)
      for (const { relation, type, uid, name } of manifest.about(subject)) {
        if (!FOLLOWED.has(relation) || seen.has(entityKey({ type, uid }))) continue
        seen.add(entityKey({ type, uid }))
        next.push({ type, uid, ...(name !== undefined && { name }), role: 'context', known: 'inferred' })
      }
    found.push(...next)
    frontier = next
  }
  return found
}
