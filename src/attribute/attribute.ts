/** The second verb, Event -> Event: says who and what an event is about, from the manifest that it keeps. */
import type { Attributed } from '../model/attribution.ts'
import type { Entity } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import type { Stage } from '../stream/stage.ts'
import { asContext, completed, followed } from './context.ts'
import { createContinuation } from './continuation.ts'
import { createCredentials } from './credentials.ts'
import { createEnds } from './ends.ts'
import { createHeard, type Stream } from './heard.ts'
import { createManifest, type Manifest, type Thing } from './manifest.ts'
import { viewOf } from './view.ts'
import { whereOf } from './where.ts'
import { createWho } from './who.ts'
import { createWords, entitiesOfAnswer } from './words.ts'

export function attribute(): Stage<Event, Event> {
  const manifest = createManifest()
  const heard = createHeard()
  const who = createWho(manifest, heard)
  const ends = createEnds(manifest, heard)
  const credentials = createCredentials(manifest, heard)
  const continues = createContinuation()
  const words = createWords(manifest)

  /** What can be said by now of what went by before. */
  const lateWords = (news?: Stream): Event[] => [
    ...who.settled(news).flatMap((asked) => words.ofSession(asked)),
    ...ends.unheld().map((unheld) => words.ofEnd(unheld)),
    ...credentials.settled().flatMap(({ state, use }) => (state === 'elsewhere' ? [words.ofCredential(use)] : [])),
  ]
  const attributedOf = (
    event: Event,
    stream: Stream,
    things: readonly Thing[],
    around: readonly Thing[],
  ): Attributed => {
    const answer = who.observe(event, stream)
    const where = whereOf(things, around)
    return {
      ...(answer && { who: answer }),
      ...(where && { where }),
      ...ends.observe(
        event,
        things.find(({ type }) => type === 'container'),
      ),
    }
  }

  return {
    observe(event) {
      const stream = heard.hear(event)
      const meanwhile = lateWords(stream)
      for (const fact of event.facts) {
        manifest.learn(fact, event.time)
        ends.learn(fact, stream)
      }
      const named = event.entities.map((entity) => completed(entity, manifest, event))
      const things = thingsOf(named, manifest)
      if (isOfEngine(event)) tellsOf(things, stream)
      credentials.observe(event)
      const around = followed(things, manifest, event.time)
      const attributed = attributedOf(event, stream, things, around)
      const isAnswered = Object.keys(attributed).length > 0
      const told: Event = {
        ...event,
        entities: together(named, attributed.who ? entitiesOfAnswer(attributed.who) : [], around),
        ...(isAnswered && { attributed, views: [...event.views, viewOf(event, attributed)] }),
        ...(continues(event) && { continues: true }),
      }
      return meanwhile.length === 0 ? [told] : [...meanwhile, told]
    },
    end: () => lateWords(),
  }
}

/** Those that an event is about; who acts and from where says nothing of where it happened. */
const thingsOf = (named: readonly Entity[], manifest: Manifest): Thing[] =>
  named.flatMap(({ type, uid, role }): Thing | [] =>
    role === 'actor' || role === 'origin' ? [] : (manifest.find(type, uid) ?? []),
  )

const isOfEngine = ({ class_name, operation }: Event): boolean =>
  class_name === 'Application Lifecycle' || operation?.startsWith('container ') === true

/** The first that tells of it stays, as long as it is heard: where an engine is inside another, both tell the same. */
function tellsOf(things: readonly Thing[], stream: Stream): void {
  for (const thing of things)
    if (thing.type === 'container' && (!thing.engine || thing.engine.until < stream.until - STALE))
      thing.engine = stream
}
const STALE = 60_000

/** What the record names, then what is concluded; each thing once. */
function together(named: readonly Entity[], concluded: readonly Entity[], around: readonly Thing[]): Entity[] {
  const all: Entity[] = []
  for (const entity of named)
    if (!all.some(({ type, uid, role }) => type === entity.type && uid === entity.uid && role === entity.role))
      all.push(entity)
  for (const entity of [...concluded, ...around.map(asContext)])
    if (!all.some(({ type, uid }) => type === entity.type && uid === entity.uid)) all.push(entity)
  return all
}
