/** The values that windows count: how often each is in its window, and its newest hit. */
import type { Hash } from '../hash.ts'
import type { Key } from './key.ts'
import { FIRST_VALUE, LAST_VALUE, VALUES } from './groups.ts'
import type { Groups } from './groups.ts'
import { HASH_CELLS, RowTable } from './row-table.ts'

/** Cells of a row. */
const SHIFT = 3
const COUNT = HASH_CELLS
const NEWEST = HASH_CELLS + 1
const BEFORE = HASH_CELLS + 2
const AFTER = HASH_CELLS + 3

/** A tally is the number of a row; those of a group are linked, in the order in which the values came. */
export class Tallies {
  readonly #table: RowTable
  readonly #groups: Groups
  readonly #values: Key[] = []

  constructor(hash: (text: string) => Hash, groups: Groups) {
    this.#table = new RowTable(hash, SHIFT)
    this.#groups = groups
  }

  /** How many values the group has. */
  distinct(group: number): number {
    return this.#groups.get(group, VALUES)
  }

  /** One more hit has the value: its tally. */
  increase(group: number, value: Key): number {
    const tally = this.#table.find(group, value) || this.#insert(group, value)
    this.#table.cells[(tally << SHIFT) + COUNT]!++
    return tally
  }

  /** For what `find` has just not found. */
  #insert(group: number, value: Key): number {
    const tally = this.#table.insert()
    this.#values[tally] = value
    this.#append(group, tally)
    return tally
  }

  /** One less; the value goes with its last hit. */
  decrease(group: number, tally: number): void {
    if (--this.#table.cells[(tally << SHIFT) + COUNT]! > 0) return
    this.#unlink(group, tally)
    this.#values[tally] = ''
    this.#table.delete(tally)
  }

  count(tally: number): number {
    return this.#table.cells[(tally << SHIFT) + COUNT]!
  }

  /** The newest hit that has the value, as it was set; 0 until then. */
  newest(tally: number): number {
    return this.#table.cells[(tally << SHIFT) + NEWEST]!
  }

  setNewest(tally: number, hit: number): void {
    this.#table.cells[(tally << SHIFT) + NEWEST] = hit
  }

  value(tally: number): Key {
    return this.#values[tally]!
  }

  /** In the order in which the values came. */
  *of(group: number): IterableIterator<number> {
    const { cells } = this.#table
    for (let tally = this.#groups.get(group, FIRST_VALUE); tally !== 0; tally = cells[(tally << SHIFT) + AFTER]!)
      yield tally
  }

  moveToEnd(group: number, value: Key): void {
    const tally = this.#table.find(group, value)
    if (tally === 0) return
    this.#unlink(group, tally)
    this.#append(group, tally)
  }

  #append(group: number, tally: number): void {
    this.#link(group, this.#groups.get(group, LAST_VALUE), tally)
    this.#link(group, tally, 0)
    this.#groups.set(group, VALUES, this.distinct(group) + 1)
  }

  #unlink(group: number, tally: number): void {
    const { cells } = this.#table
    this.#link(group, cells[(tally << SHIFT) + BEFORE]!, cells[(tally << SHIFT) + AFTER]!)
    this.#groups.set(group, VALUES, this.distinct(group) - 1)
  }

  /** Either may be none: then the other is at an end. */
  #link(group: number, before: number, after: number): void {
    if (before === 0) this.#groups.set(group, FIRST_VALUE, after)
    else this.#table.cells[(before << SHIFT) + AFTER] = after
    if (after === 0) this.#groups.set(group, LAST_VALUE, before)
    else this.#table.cells[(after << SHIFT) + BEFORE] = before
  }
}
