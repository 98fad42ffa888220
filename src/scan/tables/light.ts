/** A light view: nothing but the witnesses of the rules, so that most lines cost little more than being read. */
import { LIST_FIRST, VIEW_LIGHT, VIEW_LINES, VIEW_READ } from '../core/layout.ts'
import type { Predicate } from '../formula/predicate.ts'
import type { Frequency } from '../formula/witness.ts'
import type { Arena, Region } from './arena.ts'
import type { GramCounts } from './grams.ts'
import { writeKeys } from './keyed.ts'
import type { Parts } from './keyed.ts'

/** Where more records than this meet a witness, reading them twice does not pay. */
const MOST_TOUCHED = 0.4
/** A view that has served well is kept for so many choices: its witnesses may do, but what is rare changes. */
const LONGEST_KEPT = 16

export class LightView {
  readonly #parts: Parts
  readonly #arena: Arena
  #region: Region | undefined
  #at = 0
  #kept = 0

  constructor(parts: Parts, arena: Arena) {
    this.#parts = parts
    this.#arena = arena
  }

  /** Builds the light view of a view anew, or does away with it, or keeps it if others would hardly be rarer. */
  choose(view: number, witnesses: readonly Predicate[] | undefined, frequency: Frequency, grams: GramCounts): void {
    const arena = this.#arena
    const expected = witnesses === undefined ? 1 : sumOf(witnesses, frequency)
    const touched = this.#takeTouched()
    if (this.#at > 0 && touched <= expected * 1.5 + 0.01 && touched <= MOST_TOUCHED && ++this.#kept < LONGEST_KEPT)
      return
    this.#kept = 0
    this.#at = 0
    arena.set(view + VIEW_LIGHT, 0)
    if (witnesses === undefined || touched > MOST_TOUCHED || expected > 2 * MOST_TOUCHED) return
    this.#region = arena.rebuild(this.#region, () => {
      // Whichever predicate is met, the line is read again with the whole view: one list stands for all.
      const list = arena.take(LIST_FIRST)
      const takeList = (predicates: readonly number[]): number => (predicates.length === 0 ? 0 : list)
      this.#at = writeKeys(witnesses, this.#parts, { arena, takeList, addressOf: () => list, grams })
    })
    arena.set(view + VIEW_LIGHT, this.#at)
  }

  /** The share of the records that met a witness since this was asked last. */
  #takeTouched(): number {
    if (this.#at === 0) return 0
    const read = this.#arena.get(this.#at + VIEW_READ)
    const touched = this.#arena.get(this.#at + VIEW_LINES)
    this.#arena.set(this.#at + VIEW_READ, 0)
    this.#arena.set(this.#at + VIEW_LINES, 0)
    return touched / Math.max(1, read)
  }
}

const sumOf = (predicates: readonly Predicate[], frequency: Frequency): number =>
  predicates.reduce((sum, predicate) => sum + frequency(predicate), 0)
