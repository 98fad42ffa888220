/** Hits in order of time, of which the oldest leave: a queue that takes a late one at its place. */
import { Inner } from './hit.ts'
import type { Standing, Support } from './hit.ts'

/** Of a timeline that is empty; nothing is ever added to it. */
const NONE: never[] = []

/**
 * Columns instead of objects, since windows are long and hits are many: a time, a mark (what the hit counts for) and what the
 * hit stands on. Hits of the same time stay in the order they came in.
 */
export class Timeline<Mark, T> {
  #times: number[] = NONE
  #marks: Mark[] = NONE
  #supports: Support<T>[] = NONE
  /** Where the first that has not left stands; what has left is cut off once it is half of all. */
  #start = 0

  get length(): number {
    return this.#times.length - this.#start
  }

  /** NaN where there is none. */
  time(index: number): number {
    return index < 0 ? Number.NaN : (this.#times[this.#start + index] ?? Number.NaN)
  }

  mark(index: number): Mark {
    return this.#marks[this.#start + index] as Mark
  }

  support(index: number): Support<T> {
    return this.#supports[this.#start + index] as Support<T>
  }

  setMark(index: number, mark: Mark): void {
    this.#marks[this.#start + index] = mark
  }

  /** Nearly always an append: only a late one is looked a place for. */
  add(time: number, mark: Mark, support: Support<T>): void {
    if (this.length === 0) {
      // Most groups never have a second one, and an array that grows takes room for many.
      this.#times = [time]
      this.#marks = [mark]
      this.#supports = [support]
      this.#start = 0
      return
    }
    if (this.time(this.length - 1) <= time) {
      this.#times.push(time)
      this.#marks.push(mark)
      this.#supports.push(support)
      return
    }
    const at = this.#start + this.countUntil(time)
    this.#times.splice(at, 0, time)
    this.#marks.splice(at, 0, mark)
    this.#supports.splice(at, 0, support)
  }

  shift(): void {
    if (this.length === 0) return
    this.#start++
    if (this.#start > 16 && this.#start * 2 > this.#times.length) this.#delete(0, this.#start)
  }

  delete(index: number): void {
    const start = this.#start
    this.#delete(start + index, 1)
    this.#start = start
  }

  #delete(at: number, count: number): void {
    this.#times.splice(at, count)
    this.#marks.splice(at, count)
    this.#supports.splice(at, count)
    this.#start = 0
  }

  /** How many have a time before this one. */
  countBefore(time: number): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.time(middle) < time) low = middle + 1
      else high = middle
    }
    return low
  }

  /** How many have a time not after this one. */
  countUntil(time: number): number {
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
    this.#times = NONE
    this.#marks = NONE
    this.#supports = NONE
    this.#start = 0
  }

  /** Marks as what stands for them. */
  snapshot<Told>(tell: (mark: Mark) => Told): Row<Told, T>[] {
    return Array.from({ length: this.length }, (_, index) => {
      const support = this.support(index)
      return [
        this.time(index),
        tell(this.mark(index)),
        support instanceof Inner ? { all: support.all } : { ref: support },
      ]
    })
  }
}

/** A hit of a timeline as data. */
export type Row<Mark, T> = readonly [
  time: number,
  mark: Mark,
  support: { readonly ref: T } | { readonly all: readonly Standing<T>[] },
]

export function supportOf<Mark, T>([, , support]: Row<Mark, T>): Support<T> {
  return 'all' in support ? new Inner(support.all) : support.ref
}
