/** The second verb, Event -> Event: says who and what an event is about, from the manifest that it keeps. */
import type { Attributed, EndAnswer, WhereAnswer, WhoAnswer } from '../model/attribution.ts'
import type { Entity } from '../model/entity.ts'
import type { Event } from '../model/event.ts'
import type { Stage } from '../stream/stage.ts'
import { callerOf } from './caller.ts'
import { createAnswers, type Answers } from './answers.ts'
import { takeBack } from './conclusion.ts'
import { addedTo, completed, contextOf, followed, notNamed } from './context.ts'
import { createContinuation } from './continuation.ts'
import { createCredentials } from './credentials.ts'
import { createEnds } from './ends.ts'
import { createHeard, type Stream } from './heard.ts'
import { createManifest } from './manifest.ts'
import { partiesOf } from './parties.ts'
import type { Thing } from './thing.ts'
import { toldOf } from './told.ts'
import { createWho } from './who.ts'
import { createWords, entitiesOfAnswer } from './words.ts'

/** `answers`: what was answered is counted there. */
export function attribute(answers: Answers = createAnswers()): Stage<Event, Event> {
  const manifest = createManifest()
  const heard = createHeard()
  const who = createWho(manifest, heard)
  const ends = createEnds(manifest, heard)
  const credentials = createCredentials(manifest, heard)
  const continues = createContinuation()
  const words = createWords(manifest)

  /** What can be said by now of what went by before. */
  function lateWords(isEnd = false): readonly Event[] {
    const [answered, unheld, used] = [who.settled(isEnd), ends.unheld(), credentials.settled()]
    if (answered.length + unheld.length + used.length === 0) return NOTHING
    for (const { place, answer } of answered) answers.settle(place.source, answer.state)
    return [
      ...answered.flatMap((asked) => words.ofSession(asked)),
      ...unheld.map((each) => words.ofEnd(each)),
      ...used.flatMap(({ state, use }) => (state === 'elsewhere' ? [words.ofCredential(use)] : [])),
    ]
  }

  const learn = (event: Event, container: Thing | undefined, stream: Stream): void => {
    const { facts, time } = event
    if (facts.length === 0) return
    const pupil = event.class_name === 'Process Activity' ? container : undefined
    const lesson = pupil ? lessonOf(stream, facts.length) : 0
    if (pupil && isTaught(pupil, lesson)) return
    for (const fact of facts) {
      manifest.learn(fact, time)
      ends.learn(fact, stream)
    }
    if (pupil) teach(pupil, lesson)
  }

  /** What follows from all that an event is about. */
  const addedBy = (event: Event, named: readonly Entity[], main: Thing | undefined): readonly Entity[] => {
    if (main && (event.process || isOfEngine(event)))
      return addedTo(named, event.place.source, contextOf(main, manifest, event.time))
    const things = thingsOf(named)
    const [first] = things
    if (!first) return NOBODY
    const { around } = contextOf(first, manifest, event.time)
    const isAll = things.every((each) => each === first || around.includes(each))
    return notNamed(isAll ? around : followed(things, manifest, event.time), named)
  }
  /** Who acts and from where says nothing of where it happened, and an address of nothing but its holder. */
  function thingsOf(named: readonly Entity[]): Thing[] {
    const found: Thing[] = []
    for (const { type, uid, role } of named) {
      const thing = role === 'actor' || role === 'origin' || type === 'address' ? undefined : manifest.find(type, uid)
      if (thing) found.push(thing)
    }
    return found
  }
  function containerOf({ entities, time }: Event): Thing | undefined {
    let first: Thing | undefined
    for (const { type, uid, role } of entities)
      if (type === 'container' && role === 'target') {
        const met = manifest.meet(type, uid, time)
        first ??= met
      }
    return first
  }
  function podOf(named: readonly Entity[]): Thing | undefined {
    for (const { type, uid, role } of named) if (type === 'pod' && role === 'target') return manifest.find(type, uid)
    return undefined
  }

  return {
    observe(event) {
      const { time } = event
      const stream = heard.hear(event)
      const meanwhile = lateWords()
      const met = containerOf(event)
      learn(event, met, stream)
      const named = completed(event.entities, manifest, time)
      const container = met && manifest.current(met)
      if (container && isOfEngine(event)) tellsOf(container, stream)
      credentials.observe(event)
      const main = container ?? podOf(named)
      const answer = who.observe(event, container, stream)
      const context = main && contextOf(main, manifest, time)
      const { source, destination } = ends.observe(event, container)
      const attributed = attributedOf(answer, context?.where, source?.answer, destination?.answer)
      if (attributed) answers.count(event.place.source, { who: answer, where: context, source, destination })
      const told = toldOf(event, {
        attributed,
        entities: joined(
          named,
          answer ? entitiesOfAnswer(answer) : NOBODY,
          callerOf(event, source?.answer, manifest),
          partiesOf(event, source, destination),
          addedBy(event, named, main),
        ),
        continues: continues(event),
      })
      return meanwhile.length === 0 ? [told] : [...meanwhile, told]
    },
    end: () => [...lateWords(true)],
  }
}

const NOTHING: readonly Event[] = []
const NOBODY: readonly Entity[] = []

function attributedOf(
  who: WhoAnswer | undefined,
  where: WhereAnswer | undefined,
  source: EndAnswer | undefined,
  destination: EndAnswer | undefined,
): Attributed | undefined {
  if (!who && !where && !source && !destination) return undefined
  const attributed: { -readonly [question in keyof Attributed]: Attributed[question] } = {}
  if (who) attributed.who = who
  if (where) attributed.where = where
  if (source) attributed.source = source
  if (destination) attributed.destination = destination
  return attributed
}

function joined(named: readonly Entity[], ...more: readonly (readonly Entity[])[]): readonly Entity[] {
  let all: Entity[] | undefined
  for (const each of more) if (each.length > 0) (all ??= [...named]).push(...each)
  return all ?? named
}

/** What tells of the processes in a container says the same of that each time. */
const isTaught = ({ lesson, lessonBefore }: Thing, told: number): boolean =>
  told !== 0 && (isPartOf(told, lesson) || isPartOf(told, lessonBefore))

/** The number of a stream, and how many facts: 0 where they are more than are counted. */
const lessonOf = ({ id }: Stream, facts: number): number => (facts < FACTS && id > 0 ? id * FACTS + facts : 0)
const FACTS = 64
const isPartOf = (told: number, lesson: number): boolean => lesson >= told && isOfStream(told, lesson)
const isOfStream = (one: number, other: number): boolean => Math.trunc(one / FACTS) === Math.trunc(other / FACTS)
function teach(container: Thing, lesson: number): void {
  if (!isOfStream(lesson, container.lesson)) container.lessonBefore = container.lesson
  container.lesson = lesson
}

const isOfEngine = ({ class_name, operation }: Event): boolean =>
  class_name === 'Application Lifecycle' || operation?.startsWith('container ') === true

/** The first that tells of it stays, as long as it is heard: where an engine is inside another, both tell the same. */
function tellsOf(container: Thing, stream: Stream): void {
  if (container.engine === stream) return
  if (container.engine && container.engine.until >= stream.until - STALE) return
  container.engine = stream
  takeBack(container)
}
const STALE = 60_000
