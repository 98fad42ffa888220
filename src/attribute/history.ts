/**
 * What was said of a thing, and when. A word is two numbers that only move apart, the first and the last time that it was said, so
 * that in whatever order the same words are heard, the same questions have the same answers.
 */
import type { EntityType } from '../model/entity.ts'
import type { Fact } from '../model/event.ts'

/** `held-by` is `has-address` seen from the address. */
export type Relation = Exclude<Fact['relation'], 'ended'> | 'held-by'

interface Named {
  readonly type: EntityType
  readonly uid: string
}

export interface Word<Thing extends Named> {
  readonly relation: Relation
  readonly object: Thing
  /** Epoch milliseconds of event time. */
  first: number
  last: number
}

/** Of one thing; the word that was said last longest ago is forgotten first. */
const WORDS = 32
/** Times at which it ended, the newest: a name is used again. */
const ENDS = 4

/** What was said of something; of most things so little, and for so long, that there is no room for more. */
interface Described<Thing extends Named> {
  words: readonly Word<Thing>[]
}

/** Adds to the words, or moves the times of the word that says the same. Whether an answer may be another one now. */
export function say<Thing extends Named>(of: Described<Thing>, relation: Relation, object: Thing, at: number): boolean {
  const { words } = of
  for (const word of words) {
    if (word.object !== object || word.relation !== relation) continue
    // Each change is a deed of its own: between two of one person there may be another's.
    if (relation === 'changed-by' && word.first !== at) continue
    const [first, last] = [word.first, word.last]
    if (at < first) word.first = at
    if (at > last) word.last = at
    return (at < first || at > last) && (hasRival(word, words) || isHeldByAnother(word, words))
  }
  // As long as what it holds: an array that grows keeps room for twenty.
  const more = words.concat({ relation, object, first: at, last: at })
  of.words = more.length > WORDS ? more.toSpliced(stalest(more), 1) : more
  return true
}

/** What one thing has several of at a time. */
const ADDS_UP: ReadonlySet<Relation> = new Set<Relation>(['has-address', 'attached-to', 'held-by'])

/** Whether two words cannot both hold: a container is part of one pod. */
export const excludes = (a: Word<Named>, b: Word<Named>): boolean =>
  a.relation === b.relation && a.object.type === b.object.type && !ADDS_UP.has(a.relation)

export function hasRival(word: Word<Named>, words: readonly Word<Named>[]): boolean {
  for (const other of words) if (other !== word && excludes(other, word)) return true
  return false
}

/** Several may have held an address, one after the other. */
const isHeldByAnother = (word: Word<Named>, words: readonly Word<Named>[]): boolean =>
  word.relation === 'held-by' && words.length > 1

/** Nothing was said of this one. */
export function unsay<Thing extends Named>(of: Described<Thing>, object: Thing): void {
  of.words = of.words.filter((word) => word.object !== object)
}

function stalest(words: readonly Word<Named>[]): number {
  let found = 0
  words.forEach(({ last, object }, at) => {
    const than = words[found] as Word<Named>
    if (last < than.last || (last === than.last && object.uid < than.object.uid)) found = at
  })
  return found
}

/** The same times, with this one. */
export const withEnd = (ends: readonly number[], at: number): readonly number[] =>
  ends.includes(at) ? ends : [...ends, at].toSorted((a, b) => a - b).slice(-ENDS)

export const hasEndIn = (ends: readonly number[], from: number, to: number): boolean => {
  for (const end of ends) if (from <= end && end <= to) return true
  return false
}

/**
 * Of two words that exclude each other, whether the first rather holds at that time. What was said before holds on until another is
 * said; what was only said later held before, but for a change, which is not made before it is made.
 */
export function outranks(a: Word<Named>, b: Word<Named>, at: number, ends: readonly number[]): boolean {
  const [ofA, ofB] = [rankOf(a, at, ends), rankOf(b, at, ends)]
  if (ofA !== ofB) return ofA > ofB
  const [timeA, timeB] =
    ofA === RANK.within ? [a.first, b.first] : ofA === RANK.after ? [-a.first, -b.first] : [a.last, b.last]
  return timeA === timeB ? a.object.uid > b.object.uid : timeA > timeB
}

const RANK = { never: 0, gone: 1, after: 2, before: 3, within: 4 }

function rankOf({ relation, first, last }: Word<Named>, at: number, ends: readonly number[]): number {
  if (first <= at && at <= last) return RANK.within
  if (last < at) return ends.length > 0 && hasEndIn(ends, last, at) ? RANK.gone : RANK.before
  return relation === 'changed-by' ? RANK.never : RANK.after
}

/** Whether it can hold at that time at all. */
export const isPossible = ({ relation, first }: Word<Named>, at: number): boolean =>
  relation !== 'changed-by' || first <= at
