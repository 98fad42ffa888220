/** Hits in order of time, of which the oldest leave: a queue that takes a late one at its place. */
import type { HitTable } from './hit-table.ts'

/** Of a timeline that is empty; nothing is ever added to it. */
const NONE: never[] = []

/** The rows of the hits, in an array; hits of the same time stay in the order they came in. Taking a hit out deletes its row. */
export class Timeline<T> {
  readonly #table: HitTable<T>
  #rows: number[] = NONE
  /** Where the first that has not left stands; what has left is cut off once it is half of all. */
  #start = 0

  constructor(table: HitTable<T>) {
    this.#table = table
  }

  get length(): number {
    return this.#rows.length - this.#start
  }

  /** Only where there is one. */
  row(index: number): number {
    return this.#rows[this.#start + index]!
  }

  /** NaN where there is none. */
  time(index: number): number {
    return index < 0 || index >= this.length ? Number.NaN : this.#table.time(this.row(index))
  }

  /** Nearly always an append: only a late one is looked a place for. */
  add(row: number): void {
    const time = this.#table.time(row)
    // Many groups never have a second one, and an array that grows takes room for many.
    if (this.length === 0) {
      this.#rows = [row]
      this.#start = 0
    } else if (this.time(this.length - 1) <= time) this.#rows.push(row)
    else this.#rows.splice(this.#start + this.countUntil(time), 0, row)
  }

  shift(): void {
    if (this.length === 0) return
    this.#table.delete(this.row(0))
    this.#start++
    if (this.#start <= 16 || this.#start * 2 <= this.#rows.length) return
    this.#rows.splice(0, this.#start)
    this.#start = 0
  }

  delete(index: number): void {
    this.#table.delete(this.row(index))
    this.#rows.splice(this.#start + index, 1)
  }

  /** How many have a time before this one: nearly always all. */
  countBefore(time: number): number {
    if (!(this.time(this.length - 1) >= time)) return this.length
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.time(middle) < time) low = middle + 1
      else high = middle
    }
    return low
  }

  /** How many have a time not after this one: nearly always all. */
  countUntil(time: number): number {
    if (!(this.time(this.length - 1) > time)) return this.length
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.time(middle) <= time) low = middle + 1
      else high = middle
    }
    return low
  }

  clear(): void {
    for (let index = 0; index < this.length; index++) this.#table.delete(this.row(index))
    this.#rows = NONE
    this.#start = 0
  }

  /** In order. */
  rows(): number[] {
    return this.#rows.slice(this.#start)
  }
}
