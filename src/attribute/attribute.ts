/** The second verb, Event -> Event: says who and what an event is about, from the manifest that it keeps. */
import type { Attributed } from '../model/attribution.ts'
import type { Entity } from '../model/entity.ts'
import type { Event, View } from '../model/event.ts'
import type { Stage } from '../stream/stage.ts'
import { asContext, completed, followed } from './context.ts'
import { createContinuation } from './continuation.ts'
import { createHeard, type Stream } from './heard.ts'
import { createManifest, type Manifest, type Thing } from './manifest.ts'
import { createWho } from './who.ts'
import { entitiesOfAnswer, sessionWord } from './words.ts'

export function attribute(): Stage<Event, Event> {
  const manifest = createManifest()
  const heard = createHeard()
  const who = createWho(manifest, heard)
  const continues = createContinuation()
  const words = (news?: Stream): Event[] => who.settled(news).map((asked) => sessionWord(asked, manifest))
  return {
    observe(event) {
      const stream = heard.hear(event)
      const meanwhile = words(stream)
      for (const fact of event.facts) manifest.learn(fact, event.time)
      const named = event.entities.map((entity) => completed(entity, manifest, event))
      const things = thingsOf(named, manifest)
      if (isOfEngine(event)) tellsOf(things, stream)
      const answer = who.observe(event, stream)
      const attributed: Attributed = answer ? { who: answer } : {}
      const told: Event = {
        ...event,
        entities: together(named, answer ? entitiesOfAnswer(answer) : [], followed(things, manifest, event.time)),
        ...(answer && { attributed, views: [...event.views, viewOf(event, attributed)] }),
        ...(continues(event) && { continues: true }),
      }
      return [...meanwhile, told]
    },
    end: () => words(),
  }
}

/** Those that an event is about; who acts and from where says nothing of where it happened. */
const thingsOf = (named: readonly Entity[], manifest: Manifest): Thing[] =>
  named.flatMap(({ type, uid, role }): Thing | [] =>
    role === 'actor' || role === 'origin' ? [] : (manifest.find(type, uid) ?? []),
  )

const isOfEngine = ({ class_name, operation }: Event): boolean =>
  class_name === 'Application Lifecycle' || operation?.startsWith('container ') === true

function tellsOf(things: readonly Thing[], stream: Stream): void {
  for (const thing of things) if (thing.type === 'container') thing.engine = stream
}

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

/** What rules read of it: the event in OCSF's names, whichever source told it, and the answers. */
const viewOf = (
  { class_name, activity_name, status, operation, command, place, details }: Event,
  attributed: Attributed,
): View => ({
  logsource: { product: 'tallyman', service: 'events' },
  fields: { class_name, activity_name, status, operation, command, sensor: place.source, details, ...attributed },
})
