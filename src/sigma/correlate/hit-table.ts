/** The hits of all windows: a window knows them by the numbers of their rows. */
import { Inner } from './hit.ts'
import type { Standing, Support } from './hit.ts'

const LEAST = 64
/** A row is half a line of the cache: two doubles, time and mark, then two whole numbers, the hits before and after it. */
const DOUBLES = 4
const WORDS = 8
const [OLDER, NEWER] = [4, 5]

/** There is no row 0: it stands for none. */
export class HitTable<T> {
  /** The same memory twice. */
  #doubles = new Float64Array(LEAST * DOUBLES)
  #words = new Int32Array(this.#doubles.buffer)
  readonly #supports: (Support<T> | undefined)[] = [undefined]
  readonly #free: number[] = []

  constructor() {
    // No hit has no time: it is neither before nor after any other.
    this.#doubles[0] = Number.NaN
  }

  /** How many are kept. */
  get size(): number {
    return this.#supports.length - 1 - this.#free.length
  }

  insert(time: number, mark: number, support: Support<T>): number {
    const row = this.#free.pop() ?? this.#supports.length
    if (row * DOUBLES >= this.#doubles.length) {
      this.#doubles = new Float64Array(this.#doubles.buffer.transfer(2 * this.#doubles.byteLength))
      this.#words = new Int32Array(this.#doubles.buffer)
    }
    this.#doubles[row * DOUBLES] = time
    this.#doubles[row * DOUBLES + 1] = mark
    this.#supports[row] = support
    return row
  }

  delete(row: number): void {
    this.#supports[row] = undefined
    this.#free.push(row)
  }

  /** Epoch milliseconds. */
  time(row: number): number {
    return this.#doubles[row * DOUBLES]!
  }

  /** What the window remembers of the hit. */
  mark(row: number): number {
    return this.#doubles[row * DOUBLES + 1]!
  }

  setMark(row: number, mark: number): void {
    this.#doubles[row * DOUBLES + 1] = mark
  }

  support(row: number): Support<T> {
    return this.#supports[row] as Support<T>
  }

  older(row: number): number {
    return this.#words[row * WORDS + OLDER]!
  }

  newer(row: number): number {
    return this.#words[row * WORDS + NEWER]!
  }

  /** Either may be none. */
  link(older: number, newer: number): void {
    if (older !== 0) this.#words[older * WORDS + NEWER] = newer
    if (newer !== 0) this.#words[newer * WORDS + OLDER] = older
  }

  /** A hit as data. */
  tell<Mark>(row: number, mark: Mark): Row<Mark, T> {
    const support = this.support(row)
    return [this.time(row), mark, support instanceof Inner ? { all: support.all } : { ref: support }]
  }
}

export type Row<Mark, T> = readonly [
  time: number,
  mark: Mark,
  support: { readonly ref: T } | { readonly all: readonly Standing<T>[] },
]

export function supportOf<Mark, T>([, , support]: Row<Mark, T>): Support<T> {
  return 'all' in support ? new Inner(support.all) : support.ref
}
