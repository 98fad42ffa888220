/** One of the things that the manifest knows, and what was concluded of it. */
import type { EndAnswer, WhereAnswer } from '../model/attribution.ts'
import type { Entity, EntityType } from '../model/entity.ts'
import type { Stream } from './heard.ts'
import type { Word } from './history.ts'

/** What every event asks for stands together: with a hundred thousand of them each is a walk to the memory. */
export interface Thing {
  readonly uid: string
  name: string | undefined
  /** Event time, in seconds, at which it was met last: a small whole number costs nothing beyond its place. */
  heard: number
  context: Context | undefined
  end: EndOfAddress | undefined
  /** What sensors said last of it, where it is a container; of two at most, so that two that take turns are not heard anew each time. */
  lesson: Lesson | undefined
  lessonBefore: Lesson | undefined
  /** What tells of it, where it is a container: the stream of its engine. */
  engine: Stream | undefined
  /** It is no longer found by its name. */
  forgotten: boolean
  readonly type: EntityType
  words: readonly Word<Thing>[]
  ends: readonly number[]
  /** Event time at which it was called so. */
  named: number
  /** Itself, as context of an event. */
  entity: Entity | undefined
  /** Of what something was concluded that rests on this, and how many there may be before it is asked which of them still do. */
  dependents: Thing[]
  room: number
}

/** So many facts, of one stream. */
export interface Lesson {
  readonly stream: Stream
  readonly facts: number
}

/** What followed from a thing, as long as nothing is said of it or of what it rests on. */
export interface Context {
  /** Event time from and until which it holds: between two things that were said. */
  readonly from: number
  readonly until: number
  readonly where: WhereAnswer | undefined
  /** Nearest first, without the thing itself. */
  readonly around: readonly Thing[]
  /** What it adds to records of one source that name so many entities. */
  adds: { readonly source: string; readonly named: number; readonly entities: readonly Entity[] } | undefined
}

/** Whose an address is, as long as nothing is said of it or of its holder. */
export interface EndOfAddress {
  readonly from: number
  readonly until: number
  readonly answer: EndAnswer
}
