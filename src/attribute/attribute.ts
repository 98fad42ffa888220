/** The second verb, Event -> Event: says who and what an event is about, from the manifest that it keeps. */
import type { Attributed } from '../model/attribution.ts'
import type { Entity } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import type { Stage } from '../stream/stage.ts'
import { callerOf } from './caller.ts'
import { addedTo, completed, contextOf, followed, notNamed } from './context.ts'
import { createContinuation } from './continuation.ts'
import { createCredentials } from './credentials.ts'
import { createEnds } from './ends.ts'
import { createHeard, type Stream } from './heard.ts'
import { createManifest, touch } from './manifest.ts'
import { createParties } from './parties.ts'
import type { Thing } from './thing.ts'
import { viewOf } from './view.ts'
import { createWho } from './who.ts'
import { createWords, entitiesOfAnswer } from './words.ts'

export function attribute(): Stage<Event, Event> {
  const manifest = createManifest()
  const heard = createHeard()
  const who = createWho(manifest, heard)
  const ends = createEnds(manifest, heard)
  const credentials = createCredentials(manifest, heard)
  const partiesOf = createParties()
  const continues = createContinuation()
  const words = createWords(manifest)

  /** What can be said by now of what went by before. */
  const lateWords = (news?: Stream): Event[] => [
    ...who.settled(news).flatMap((asked) => words.ofSession(asked)),
    ...ends.unheld().map((unheld) => words.ofEnd(unheld)),
    ...credentials.settled().flatMap(({ state, use }) => (state === 'elsewhere' ? [words.ofCredential(use)] : [])),
  ]

  const learn = (event: Event, container: Thing | undefined, stream: Stream): void => {
    const { facts, time } = event
    // A sensor of processes says the same of a container each time that it tells of it.
    if (event.process && container && container.taughtBy === stream && container.taught >= facts.length) return
    for (const fact of facts) {
      manifest.learn(fact, time)
      ends.learn(fact, stream)
    }
    if (!event.process || !container) return
    container.taughtBy = stream
    container.taught = facts.length
  }

  /** What follows from all that an event is about. */
  const addedBy = (event: Event, named: readonly Entity[], main: Thing | undefined): readonly Entity[] => {
    if (main && (event.process || isOfEngine(event)))
      return addedTo(named, event.place.source, contextOf(main, manifest, event.time))
    const things = thingsOf(named)
    if (things.length === 0) return []
    const [only, other] = things
    const isOne = only !== undefined && other === undefined
    return notNamed(
      isOne ? contextOf(only, manifest, event.time).around : followed(things, manifest, event.time),
      named,
    )
  }
  /** Who acts and from where says nothing of where it happened. */
  const thingsOf = (named: readonly Entity[]): Thing[] =>
    named.flatMap(({ type, uid, role }): Thing | [] =>
      role === 'actor' || role === 'origin' ? [] : (manifest.find(type, uid) ?? []),
    )
  const targetOf = (entities: readonly Entity[], type: Entity['type']): Thing | undefined => {
    for (const entity of entities)
      if (entity.type === type && entity.role === 'target') return manifest.find(type, entity.uid)
    return undefined
  }

  return {
    observe(event) {
      const { time, entities } = event
      const stream = heard.hear(event)
      const meanwhile = lateWords(stream)
      for (const { type, uid, role } of entities)
        if (type === 'container' && role === 'target') touch(manifest.meet(type, uid, time), time)
      learn(event, targetOf(entities, 'container'), stream)
      const named = together(entities.map((entity) => completed(entity, manifest, time)))
      const container = targetOf(named, 'container')
      if (container && isOfEngine(event)) tellsOf(container, stream)
      credentials.observe(event)
      const main = container ?? targetOf(named, 'pod')
      const answer = who.observe(event, container, stream)
      const where = main && contextOf(main, manifest, time).where
      const found = ends.observe(event, container)
      const attributed: Attributed = { ...(answer && { who: answer }), ...(where && { where }), ...found }
      const added = [...callerOf(event, found.source, manifest), ...addedBy(event, named, main)]
      const told: Event = {
        ...event,
        entities: [...named, ...(answer ? entitiesOfAnswer(answer) : []), ...partiesOf(event, attributed), ...added],
        ...(isAnswered(attributed) && { attributed, views: [...event.views, viewOf(event, attributed)] }),
        ...(continues(event) && { continues: true }),
      }
      return meanwhile.length === 0 ? [told] : [...meanwhile, told]
    },
    end: () => lateWords(),
  }
}

const isAnswered = ({ who, where, source, destination }: Attributed): boolean =>
  who !== undefined || where !== undefined || source !== undefined || destination !== undefined

const isOfEngine = ({ class_name, operation }: Event): boolean =>
  class_name === 'Application Lifecycle' || operation?.startsWith('container ') === true

/** The first that tells of it stays, as long as it is heard: where an engine is inside another, both tell the same. */
function tellsOf(container: Thing, stream: Stream): void {
  if (container.engine === stream) return
  if (container.engine && container.engine.until >= stream.until - STALE) return
  container.engine = stream
  container.version++
}
const STALE = 60_000

/** Each once: what was short may be the same as what is whole. */
const together = (named: readonly Entity[]): Entity[] =>
  named.filter(
    ({ type, uid, role }, at) =>
      named.findIndex((other) => other.uid === uid && other.type === type && other.role === role) === at,
  )
