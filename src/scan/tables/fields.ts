/** The record of a field: which lists are fired for it, and the automata that its texts are walked through. */
import {
  AUTO_GRAMS,
  FIELD_ANY,
  FIELD_BYTES,
  FIELD_END,
  FIELD_EXISTS,
  FIELD_IN,
  FIELD_IN_BEYOND,
  FIELD_IN_FOUR,
  FIELD_IN_THREE,
  FIELD_NULL,
  FIELD_NUMBERS,
  FIELD_START,
  LIST_FIRST,
} from '../core/layout.ts'
import { KEYWORDS } from '../formula/predicate.ts'
import type { FieldName, Needle, Predicate } from '../formula/predicate.ts'
import type { Arena } from './arena.ts'
import { buildAutomaton } from './automaton.ts'
import type { Sought, TakeList } from './automaton.ts'
import { writeGrams } from './grams.ts'
import type { GramCounts } from './grams.ts'

/** A function that writes lists of predicates, each one once. */
export function createTakeList(arena: Arena): TakeList {
  const known = new Map<string, number>()
  return (predicates) => {
    if (predicates.length === 0) return 0
    const sorted = predicates.toSorted((a, b) => a - b)
    const name = sorted.join()
    let at = known.get(name)
    if (at === undefined) {
      at = arena.take(LIST_FIRST + sorted.length * 4)
      arena.words.set([0, sorted.length, ...sorted], at >> 2)
      known.set(name, at)
    }
    return at
  }
}

export interface FieldTables {
  /** For the filters of what is looked for inside of texts. */
  readonly grams: GramCounts
  readonly arena: Arena
  readonly takeList: TakeList
  addressOf(predicate: Predicate): number
}

/** Where needles of how many bytes are looked for, and at every how many bytes a gram tells: one of four has two that overlap. */
const TIERS = [
  [FIELD_IN, 0, 2, 0],
  [FIELD_IN_THREE, 3, 3, 1],
  [FIELD_IN_FOUR, 4, Infinity, 2],
] as const

/** Whether a record has nothing but needles that are found behind a sieve for whole lines. */
export function canSift(predicates: readonly Predicate[]): boolean {
  return predicates.every(
    ({ any, isNull, needles }) =>
      !any && !isNull && needles.every(({ at, text }) => at === 'inside' && encoder.encode(text).length >= 4),
  )
}

/** Writes the record and says where it is. */
export function writeField(name: FieldName, predicates: readonly Predicate[], tables: FieldTables): number {
  const { arena, takeList, addressOf } = tables
  const record = arena.take(FIELD_BYTES)
  const listOf = (which: (predicate: Predicate) => boolean): number =>
    takeList(predicates.filter(which).map((predicate) => addressOf(predicate)))
  arena.set(
    record + FIELD_EXISTS,
    listOf(({ exists }) => exists),
  )
  arena.set(
    record + FIELD_NULL,
    listOf(({ isNull }) => isNull),
  )
  arena.set(
    record + FIELD_ANY,
    listOf(({ any }) => any),
  )
  const needles = new Needles(predicates, addressOf)
  const automaton = (sought: readonly Sought[], search: boolean): number =>
    sought.length === 0 ? 0 : buildAutomaton(sought, search, takeList, arena)
  arena.set(record + FIELD_START, automaton(needles.atStart(), false))
  arena.set(record + FIELD_END, automaton(needles.atEnd(), false))
  const inside = needles.inside()
  const beyond = inside.filter(({ bytes }) => isBeyondAscii(bytes))
  arena.set(record + FIELD_IN_BEYOND, automaton(beyond, true))
  for (const [field, least, most, stride] of TIERS) {
    const sought = inside.filter(({ bytes }) => bytes.length >= least && bytes.length <= most && !isBeyondAscii(bytes))
    const at = automaton(sought, true)
    arena.set(record + field, at)
    if (at > 0 && stride > 0) {
      const texts = sought.map(({ bytes }) => bytes)
      arena.set(at + AUTO_GRAMS, writeGrams(texts, stride, tables.grams, arena))
    }
  }
  arena.set(record + FIELD_NUMBERS, needles.some(name === KEYWORDS ? mayBeInNumber : () => true) ? 1 : 0)
  return record
}

const isBeyondAscii = (bytes: Uint8Array): boolean => bytes.some((byte) => byte > 0x7f)

/** Whether a needle may be met in the text of a number or a boolean. */
function mayBeInNumber({ text }: Needle): boolean {
  return /^[-+.\de]*$/.test(text) || ['true', 'false', 'infinity', '-infinity'].some((word) => word.includes(text))
}

const encoder = new TextEncoder()

class Needles {
  readonly #of: readonly { readonly needle: Needle; readonly predicate: number }[]

  constructor(predicates: readonly Predicate[], addressOf: (predicate: Predicate) => number) {
    this.#of = predicates.flatMap((predicate) =>
      predicate.needles.map((needle) => ({ needle, predicate: addressOf(predicate) })),
    )
  }

  some(test: (needle: Needle) => boolean): boolean {
    return this.#of.some(({ needle }) => test(needle))
  }

  atStart(): Sought[] {
    return this.#of.flatMap(({ needle: { at, text }, predicate }): Sought[] => {
      const bytes = encoder.encode(text)
      if (at === 'start') return [{ bytes, here: [predicate], atEnd: [] }]
      return at === 'whole' ? [{ bytes, here: [], atEnd: [predicate] }] : []
    })
  }

  /** Backwards. */
  atEnd(): Sought[] {
    return this.#at('end').map((sought) => ({ ...sought, bytes: sought.bytes.toReversed() }))
  }

  inside(): Sought[] {
    return this.#at('inside')
  }

  #at(position: Needle['at']): Sought[] {
    return this.#of
      .filter(({ needle }) => needle.at === position)
      .map(({ needle, predicate }) => ({ bytes: encoder.encode(needle.text), here: [predicate], atEnd: [] }))
  }
}
