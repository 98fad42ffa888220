/** The manifest: clusters, pods, containers, images, nodes, addresses and sessions, learnt from the events themselves, with their history. */
import { ENTITY_TYPES, type EntityType } from '../model/entity.ts'
import type { Fact } from '../model/event.ts'
import { NONE, takeBack } from './conclusion.ts'
import { excludes, isPossible, outranks, say, unsay, withEnd, type Relation, type Word } from './history.ts'
import { secondsOf } from './seconds.ts'
import type { Thing } from './thing.ts'

export interface Manifest {
  /** The thing of that name; made where it is not known yet. A short id of a container is completed where only one begins so. */
  meet(type: EntityType, uid: string, at: number): Thing
  find(type: EntityType, uid: string): Thing | undefined
  learn(fact: Fact, at: number): void
  /** What people call it, by the newest word. */
  call(thing: Thing, name: string | undefined, at: number): void
  /** What holds of a thing at that time: one word for each relation and type of object, but for addresses and networks, which add up. */
  about(thing: Thing, at: number): readonly Word<Thing>[]
  /** The object of the one word that holds then. */
  objectOf(thing: Thing, relation: Relation, type: EntityType, at: number): Thing | undefined
  /** Things that were forgotten are still named by others; if they were met again since, that is who is meant. */
  current(thing: Thing): Thing
  readonly size: number
  readonly forgotten: number
}

/** A container in a pod, with its address and their names, is five, and takes some 4.5 kB with what is concluded of it: 100,000 are 450 MB. */
const THINGS = 800_000
/** How much is forgotten at once when there are too many, and of how many the age is asked to find out which. */
const SHARE = 1 / 16
const ASKED = 4096

const FULL_ID = 64
const SHORT_ID = 12
/** Tetragon keeps so many digits of an id where it knows no pod. */
const CUT_ID = 31
const SHORT = /^[0-9a-f]{12,63}$/

export function createManifest(capacity = THINGS): Manifest {
  const index = new Map<EntityType, Map<string, Thing>>(ENTITY_TYPES.map((type) => [type, new Map()]))
  /** By the first digits of containers; null where two begin alike: then the short form names neither. */
  const prefixes = new Map<string, Thing | null>()
  let [size, forgotten] = [0, 0]

  const ofType = (type: EntityType): Map<string, Thing> => index.get(type) as Map<string, Thing>

  /** One event names one container several times. */
  let last: Thing | undefined

  function find(type: EntityType, uid: string): Thing | undefined {
    if (type !== 'container') return ofType(type).get(uid)
    if (last?.uid === uid && !last.forgotten) return last
    const found = findContainer(uid)
    if (found) last = found
    return found
  }
  function findContainer(uid: string): Thing | undefined {
    const known = ofType('container').get(uid)
    if (known || uid.length >= FULL_ID || !SHORT.test(uid)) return known
    const whole = prefixes.get(uid.slice(0, SHORT_ID))
    return whole?.uid.startsWith(uid) ? whole : undefined
  }

  function meet(type: EntityType, uid: string, at: number): Thing {
    const known = find(type, uid)
    if (known) {
      touch(known, at)
      return known
    }
    const thing = thingOf(type, uid, at)
    ofType(type).set(uid, thing)
    size++
    if (type === 'container' && uid.length === FULL_ID) recogniseShort(thing)
    if (size > capacity) forget()
    return thing
  }

  /** What was said under the first digits of its id is said of it. */
  function recogniseShort(whole: Thing): void {
    const prefix = whole.uid.slice(0, SHORT_ID)
    const rival = prefixes.get(prefix)
    prefixes.set(prefix, rival === undefined ? whole : null)
    if (rival !== undefined) return
    for (const digits of [SHORT_ID, CUT_ID]) {
      const short = ofType('container').get(whole.uid.slice(0, digits))
      if (!short) continue
      for (const { relation, object, first, last } of short.words) {
        for (const time of [first, last]) {
          say(whole, relation, object, time)
          if (relation === 'has-address') say(object, 'held-by', whole, time)
        }
        unsay(object, short)
        takeBack(object)
      }
      for (const end of short.ends) whole.ends = withEnd(whole.ends, end)
      if (short.named > whole.named) [whole.name, whole.named] = [short.name, short.named]
      whole.engine ??= short.engine
      takeBack(whole)
      drop(short)
    }
  }

  function drop(thing: Thing): void {
    thing.forgotten = true
    takeBack(thing)
    if (ofType(thing.type).delete(thing.uid)) size--
    if (thing.type === 'container' && thing.uid.length === FULL_ID) prefixes.delete(thing.uid.slice(0, SHORT_ID))
  }

  /** What was not heard of for longest goes first, many at once: to keep all in order would cost every event something. */
  function forget(): void {
    const every = Math.max(1, Math.floor(size / ASKED))
    const ages: number[] = []
    let count = 0
    for (const things of index.values())
      for (const { heard } of things.values()) if (count++ % every === 0) ages.push(heard)
    const until = ages.toSorted((a, b) => a - b)[Math.floor(ages.length * SHARE)] as number
    keepWhatIsUsed(until)
    const before = size
    const most = Math.max(1, Math.floor(before * SHARE))
    // Of those met in the same second no more go than have to.
    for (const things of index.values())
      for (const thing of things.values()) if (thing.heard <= until && before - size < most) drop(thing)
    forgotten += before - size
  }

  /** Whose an address is that is heard of, and what follows from things that are, was not heard of itself. */
  function keepWhatIsUsed(until: number): void {
    const keep = (thing: Thing): void => {
      if (thing.heard <= until) thing.heard = until + 1
    }
    for (const { heard, words } of ofType('address').values())
      if (heard > until) for (const { object } of words) keep(object)
    for (const things of index.values())
      for (const { heard, context } of things.values()) if (heard > until && context) context.around.forEach(keep)
  }

  const current = (thing: Thing): Thing => (thing.forgotten ? (find(thing.type, thing.uid) ?? thing) : thing)

  function learn({ subject, relation, object }: Fact, at: number): void {
    const thing = meet(subject.type, subject.uid, at)
    if (relation === 'ended') {
      thing.ends = withEnd(thing.ends, at)
      takeBack(thing)
      return
    }
    const known = wordOf(thing, relation, object)
    const other = known ? current(known.object) : meet(object.type, object.uid, at)
    touch(other, at)
    call(other, object.name, at)
    if (say(thing, relation, other, at)) takeBack(thing)
    if (relation === 'has-address' && say(other, 'held-by', thing, at)) takeBack(other)
    if (relation === 'known-as' && say(other, 'known-as', thing, at)) takeBack(other)
  }

  function about(thing: Thing, at: number): readonly Word<Thing>[] {
    const { words, ends } = thing
    const found: Word<Thing>[] = []
    for (const said of words) {
      if (!isPossible(said, at)) continue
      const word = said.object.forgotten ? { ...said, object: current(said.object) } : said
      const rival = found.findIndex((other) => excludes(other, word))
      if (rival === -1) found.push(word)
      else if (outranks(word, found[rival] as Word<Thing>, at, ends)) found[rival] = word
    }
    return found
  }

  function objectOf(thing: Thing, relation: Relation, type: EntityType, at: number): Thing | undefined {
    let best: Word<Thing> | undefined
    for (const word of thing.words) {
      if (word.relation !== relation || word.object.type !== type || !isPossible(word, at)) continue
      if (!best || outranks(word, best, at, thing.ends)) best = word
    }
    return best && current(best.object)
  }

  return {
    meet,
    find,
    learn,
    call,
    about,
    objectOf,
    current,
    get size() {
      return size
    },
    get forgotten() {
      return forgotten
    },
  }
}

const NO_WORDS: readonly Word<Thing>[] = []
const NO_ENDS: readonly number[] = []

const thingOf = (type: EntityType, uid: string, at: number): Thing => ({
  uid,
  forgotten: false,
  name: undefined,
  named: 0,
  heard: secondsOf(at),
  context: undefined,
  end: undefined,
  lesson: 0,
  lessonBefore: 0,
  engine: undefined,
  type,
  words: NO_WORDS,
  ends: NO_ENDS,
  entity: undefined,
  dependents: NONE,
  room: 0,
})

function wordOf({ words }: Thing, relation: Relation, { type, uid }: Fact['object']): Word<Thing> | undefined {
  for (const word of words)
    if (word.relation === relation && word.object.type === type && word.object.uid === uid) return word
  return undefined
}

function call(thing: Thing, name: string | undefined, at: number): void {
  if (name === undefined) return
  const second = secondsOf(at)
  if (second < thing.named || (second === thing.named && name <= (thing.name ?? ''))) return
  // Only what has it as context of an event has its name.
  if (name !== thing.name && thing.entity) {
    takeBack(thing)
    thing.entity = undefined
  }
  thing.name = name
  thing.named = second
}

export function touch(thing: Thing, at: number): void {
  const seconds = secondsOf(at)
  if (seconds > thing.heard) thing.heard = seconds
}
