/** One of the things that the manifest knows, and what was concluded of it. */
import type { EndAnswer, WhereAnswer } from '../model/attribution.ts'
import type { Entity, EntityType } from '../model/entity.ts'
import type { Stream } from './heard.ts'
import type { Word } from './history.ts'

export interface Thing {
  readonly type: EntityType
  readonly uid: string
  name: string | undefined
  /** Event time at which it was called so. */
  named: number
  /** Event time, in seconds, at which it was met last: a small whole number costs nothing beyond its place. */
  heard: number
  readonly words: Word<Thing>[]
  ends: readonly number[]
  /** What tells of it, where it is a container: the stream of its engine. */
  engine: Stream | undefined
  /** Which sensor of processes said last what it is part of, and how many facts that were. */
  taughtBy: Stream | undefined
  taught: number
  /** It is no longer found by its name. */
  forgotten: boolean
  /** Grows with all that may change what follows from it. */
  version: number
  context: Context | undefined
  /** Itself, as context of an event. */
  entity: Entity | undefined
  end: EndOfAddress | undefined
}

/** What followed from a thing. Versions only grow: as long as their sum is the same, nothing that it rests on has changed. */
export interface Context {
  /** Nearest first, without the thing itself. */
  readonly around: readonly Thing[]
  readonly where: WhereAnswer | undefined
  readonly versions: number
  /** Event time from and until which it holds: between two things that were said. */
  readonly from: number
  readonly until: number
  /** What it adds to records of one source that name so many entities. */
  adds: { readonly source: string; readonly named: number; readonly entities: readonly Entity[] } | undefined
}

/** Whose an address is, as long as nothing was said of it or of its holder since. */
export interface EndOfAddress {
  readonly version: number
  readonly from: number
  readonly holder: Thing
  readonly context: Context
  readonly answer: EndAnswer
}
