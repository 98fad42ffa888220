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

export class LightView {
  readonly #parts: Parts
  readonly #arena: Arena
  #region: Region | undefined
  #at = 0

  constructor(parts: Parts, arena: Arena) {
    this.#parts = parts
    this.#arena = arena
  }

  /** Builds the light view of a view anew, or does away with it. */
  choose(view: number, witnesses: readonly Predicate[] | undefined, frequency: Frequency, grams: GramCounts): void {
    const arena = this.#arena
    const hot = this.#at > 0 && arena.get(this.#at + VIEW_LINES) > arena.get(this.#at + VIEW_READ) * MOST_TOUCHED
    arena.set(view + VIEW_LIGHT, 0)
    this.#at = 0
    if (witnesses === undefined || hot || sumOf(witnesses, frequency) > 2 * MOST_TOUCHED) return
    this.#region = arena.rebuild(this.#region, () => {
      // Whichever predicate is met, the line is read again with the whole view: one list stands for all.
      const list = arena.take(LIST_FIRST)
      const takeList = (predicates: readonly number[]): number => (predicates.length === 0 ? 0 : list)
      this.#at = writeKeys(witnesses, this.#parts, { arena, takeList, addressOf: () => list, grams })
    })
    arena.set(view + VIEW_LIGHT, this.#at)
  }
}

const sumOf = (predicates: readonly Predicate[], frequency: Frequency): number =>
  predicates.reduce((sum, predicate) => sum + frequency(predicate), 0)
