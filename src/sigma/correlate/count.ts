/** Correlations that count: events, values, rules, sums, averages and shares in a sliding window. */
import { meets } from '../correlation.ts'
import type { Correlation } from '../correlation.ts'
import { numberFrom } from '../field.ts'
import { MOST_REFS, standingsOf } from './hit.ts'
import type { Arrival, Found, Standing, Support } from './hit.ts'
import { compileKeys } from './key.ts'
import type { Read } from './key.ts'
import { RunningSum } from './sum.ts'
import type { SumSnapshot } from './sum.ts'
import { Timeline, supportOf } from './timeline.ts'
import type { Row } from './timeline.ts'

/** How often a value is in the window, and its newest hit. */
interface Tally<T> {
  readonly value: string
  count: number
  time: number
  support: Support<T>
}

/**
 * The hits of one group that are no older than the timespan before its newest. What the condition asks for is kept up to date by
 * what comes and what leaves, so that a decision costs the same however full the window is.
 */
export class CountWindow<T> {
  readonly #correlation: Correlation
  /** Marked with the tally of the value that the hit counts for, or with the value where there are no tallies. */
  readonly #hits = new Timeline<Tally<T> | string, T>()
  readonly #tallies: Map<string, Tally<T>> | undefined
  readonly #sum: RunningSum | undefined
  #strays = 0
  /** When the condition was last told, as long as it holds since. */
  #told: { readonly time: number; readonly on: readonly Standing<T>[] } | undefined

  constructor(correlation: Correlation) {
    this.#correlation = correlation
    const { type } = correlation
    if (type === 'value_count' || type === 'temporal' || type === 'value_percentile') this.#tallies = new Map()
    if (type === 'value_sum' || type === 'value_avg') this.#sum = new RunningSum()
  }

  get size(): number {
    return this.#hits.length
  }

  /**
   * A hit that is older than the window is left out. But where as many lie before the window as in it, the window was moved by
   * times that are wrong, and moves back: one record from the future does not silence a group.
   */
  add(time: number, value: string, support: Support<T>): boolean {
    const { timespan } = this.#correlation
    if (time < this.#newest() - timespan) {
      if (++this.#strays < this.size) return false
      while (this.size > 0) this.dropOldest()
    }
    this.#strays = 0
    this.#hits.add(time, this.#enter(time, value, support), support)
    const oldest = this.#newest() - timespan
    while (this.#hits.time(0) < oldest) this.dropOldest()
    return true
  }

  #newest(): number {
    return this.#hits.time(this.size - 1)
  }

  dropOldest(): void {
    const mark = this.#hits.mark(0)
    this.#hits.shift()
    if (typeof mark === 'string') this.#sum?.remove(Number(mark))
    else if (--mark.count === 0) this.#tallies?.delete(mark.value)
  }

  /** Says what the hit is marked with. */
  #enter(time: number, value: string, support: Support<T>): Tally<T> | string {
    if (this.#tallies === undefined) {
      this.#sum?.add(Number(value))
      return value
    }
    let tally = this.#tallies.get(value)
    if (tally === undefined) this.#tallies.set(value, (tally = { value, count: 1, time, support }))
    else {
      tally.count++
      if (time >= tally.time) {
        tally.time = time
        tally.support = support
      }
    }
    return tally
  }

  /** Told when the condition begins to hold, and again each time it has held for another timespan. */
  decide(arrived: string): Found<T> | undefined {
    const count = this.#count(arrived)
    if (!meets(count, this.#correlation.condition)) {
      this.#told = undefined
      return undefined
    }
    const time = this.#newest()
    const told = this.#told === undefined || time - this.#told.time >= this.#correlation.timespan
    if (told) this.#told = { time, on: this.#standings(arrived) }
    return { time, count, on: this.#told?.on ?? [], told }
  }

  #count(arrived: string): number {
    switch (this.#correlation.type) {
      case 'value_sum':
        return this.#sum?.value ?? 0
      case 'value_avg':
        return (this.#sum?.value ?? 0) / this.size
      case 'value_percentile':
        return (100 * (this.#tallies?.get(arrived)?.count ?? 0)) / this.size
      default:
        return this.#tallies?.size ?? this.size
    }
  }

  /** The newest hit of each value that is counted; the rare value's own; else the newest hits. */
  #standings(arrived: string): Standing<T>[] {
    const standings: Standing<T>[] = []
    if (this.#tallies === undefined) {
      for (let index = this.size - 1; index >= 0 && standings.length < MOST_REFS; index--)
        standings.push(...standingsOf(this.#hits.time(index), this.#hits.support(index)))
      return standings
    }
    const rare = this.#correlation.type === 'value_percentile'
    for (const [value, { time, support }] of this.#tallies) {
      if (!rare || value === arrived) standings.push(...standingsOf(time, support))
      if (standings.length >= MOST_REFS) break
    }
    return standings
  }

  snapshot(): Snapshot<T> {
    const values = this.#tallies && [...this.#tallies.keys()]
    const hits = this.#hits.snapshot((mark) => (typeof mark === 'string' ? mark : mark.value))
    return { hits, values, sum: this.#sum?.snapshot(), told: this.#told, strays: this.#strays }
  }

  restore(snapshot: unknown): void {
    const { hits, values, sum, told, strays } = snapshot as Snapshot<T>
    for (const hit of hits) this.add(hit[0], hit[1], supportOf(hit))
    // In the order they had, so that what is told next is the same to the letter.
    for (const value of values ?? []) this.#moveToEnd(value)
    if (sum !== undefined) this.#sum?.restore(sum)
    this.#told = told
    this.#strays = strays
  }

  #moveToEnd(value: string): void {
    const tally = this.#tallies?.get(value)
    if (tally === undefined) return
    this.#tallies?.delete(value)
    this.#tallies?.set(value, tally)
  }
}

interface Snapshot<T> {
  readonly hits: readonly Row<string, T>[]
  readonly values: readonly string[] | undefined
  readonly sum: SumSnapshot | undefined
  readonly told: { readonly time: number; readonly on: readonly Standing<T>[] } | undefined
  readonly strays: number
}

/** Reads the values that hits of one rule count for: none where a hit does not count. */
export function compileCounted<T>(
  correlation: Correlation,
  rule: number,
  read: Read | undefined,
): (arrival: Arrival<T>) => readonly string[] {
  const { type, condition } = correlation
  const ruleOnly = [String(rule)]
  if (type === 'temporal') return () => ruleOnly
  const keys = compileKeys<T>(condition.fields, correlation, read)
  const numeric = type === 'value_sum' || type === 'value_avg'
  return (arrival) => {
    // An inner correlation that goes on is present, but it has not happened once more.
    if (!arrival.told) return []
    const values = keys(arrival)
    return numeric ? values.filter((value) => numberFrom(value) !== undefined) : values
  }
}
