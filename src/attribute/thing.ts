/** One of the things that the manifest knows, and what was concluded of it. */
import type { WhereAnswer, WhoAnswer } from '../model/attribution.ts'
import type { Entity, EntityType } from '../model/entity.ts'
import type { Stream } from './heard.ts'
import type { Word } from './history.ts'
import type { End } from './parties.ts'
import type { Span } from './seconds.ts'

/** What every event asks for stands first, and together: with a hundred thousand of them each is a walk to the memory. */
export interface Thing {
  readonly uid: string
  /** It is no longer found by its name. */
  forgotten: boolean
  name: string | undefined
  /** Event time, in seconds, at which it was called so, and at which it was met last: small whole numbers cost nothing beyond their place. */
  named: number
  heard: number
  context: Context | undefined
  end: EndOfAddress | undefined
  /**
   * What sensors said last of it, where it is a container: the number of their stream and of their facts in one. Of two at most, so that two
   * that take turns are not heard anew each time.
   */
  lesson: number
  lessonBefore: number
  /** What tells of it, where it is a container: the stream of its engine. */
  engine: Stream | undefined
  readonly type: EntityType
  words: readonly Word<Thing>[]
  ends: readonly number[]
  /** Itself, as context of an event. */
  entity: Entity | undefined
  /** Of what something was concluded that rests on this, and how many there may be before it is asked which of them still do. */
  dependents: Thing[]
  room: number
}

/** What followed from a thing, between two times at which something was said, as long as nothing is said of it or of what it rests on. */
export interface Context extends Span {
  readonly where: WhereAnswer | undefined
  /** Of that; read with each event, and so kept here. */
  readonly state: WhereAnswer['state'] | undefined
  /** Who is behind what it runs itself, where it is a container. */
  readonly own: WhoAnswer
  /** Nearest first, without the thing itself. */
  readonly around: readonly Thing[]
  /** What it adds to records of one source that name so many entities. */
  adds: readonly Entity[] | undefined
  addsTo: string
  addsToNamed: number
}

/** Whose an address is, as long as nothing is said of it or of whoever held it ever. */
interface EndOfAddress extends Span, End {}
