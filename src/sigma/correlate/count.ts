/** Correlations that count: events, values, rules, sums, averages and shares in a sliding window. */
import { meets } from '../correlation.ts'
import type { Correlation } from '../correlation.ts'
import { numberFrom } from '../field.ts'
import { MOST_REFS } from './hit.ts'
import type { Arrival, Found, Standing } from './hit.ts'
import { combinations, keyOf } from './key.ts'
import type { Read } from './key.ts'
import { Timeline } from './timeline.ts'

/** A hit in a window, with the value it counts for. */
export interface Entry<T> {
  readonly time: number
  readonly value: string
  readonly on: readonly Standing<T>[]
}

/**
 * The hits of one group that are no older than the timespan before its newest. What the condition asks for is kept up to date by
 * what comes and what leaves, so that a decision costs the same however full the window is.
 */
export class CountWindow<T> {
  readonly #correlation: Correlation
  readonly #entries = new Timeline<Entry<T>>()
  readonly #distinct: Map<string, { count: number; newest: Entry<T> }> | undefined
  #sum = 0
  #strays = 0
  /** When the condition was last told, as long as it holds since. */
  #told: { time: number; on: readonly Standing<T>[] } | undefined

  constructor(correlation: Correlation) {
    this.#correlation = correlation
    const { type } = correlation
    if (type === 'value_count' || type === 'temporal' || type === 'value_percentile') this.#distinct = new Map()
  }

  get size(): number {
    return this.#entries.length
  }

  /**
   * A hit that is older than the window is left out. But where as many lie before the window as in it, the window was moved by
   * times that are wrong, and moves back: one record from the future does not silence a group.
   */
  add(entry: Entry<T>): boolean {
    const newest = this.#entries.last
    if (newest !== undefined && entry.time < newest.time - this.#correlation.timespan) {
      if (++this.#strays < this.size) return false
      while (this.size > 0) this.dropOldest()
    }
    this.#strays = 0
    this.#entries.add(entry)
    this.#enter(entry)
    const oldest = (this.#entries.last?.time ?? 0) - this.#correlation.timespan
    while ((this.#entries.first?.time ?? oldest) < oldest) this.dropOldest()
    return true
  }

  dropOldest(): void {
    const entry = this.#entries.shift()
    if (entry === undefined) return
    this.#sum = this.size === 0 ? 0 : this.#sum - Number(entry.value)
    const value = this.#distinct?.get(entry.value)
    if (value !== undefined && --value.count === 0) this.#distinct?.delete(entry.value)
  }

  #enter(entry: Entry<T>): void {
    if (this.#distinct === undefined) {
      this.#sum += Number(entry.value)
      return
    }
    const value = this.#distinct.get(entry.value)
    if (value === undefined) this.#distinct.set(entry.value, { count: 1, newest: entry })
    else {
      value.count++
      if (entry.time >= value.newest.time) value.newest = entry
    }
  }

  /** Told when the condition begins to hold, and again each time it has held for another timespan. */
  decide(arrived: string, values: readonly string[]): Found<T> | undefined {
    const count = this.#count(arrived)
    if (!meets(count, this.#correlation.condition)) {
      this.#told = undefined
      return undefined
    }
    const time = this.#entries.last?.time ?? 0
    const told = this.#told === undefined || time - this.#told.time >= this.#correlation.timespan
    if (told) this.#told = { time, on: this.#standings(arrived) }
    return { time, values, count, on: this.#told?.on ?? [], told }
  }

  #count(arrived: string): number {
    switch (this.#correlation.type) {
      case 'value_sum':
        return this.#sum
      case 'value_avg':
        return this.#sum / this.size
      case 'value_percentile':
        return (100 * (this.#distinct?.get(arrived)?.count ?? 0)) / this.size
      default:
        return this.#distinct?.size ?? this.size
    }
  }

  /** The newest hit of each value that is counted; the rare value's own; else the newest hits. */
  #standings(arrived: string): Standing<T>[] {
    const standings: Standing<T>[] = []
    if (this.#correlation.type === 'value_percentile') return [...(this.#distinct?.get(arrived)?.newest.on ?? [])]
    for (const { newest } of this.#distinct?.values() ?? []) {
      standings.push(...newest.on)
      if (standings.length >= MOST_REFS) break
    }
    if (this.#distinct !== undefined) return standings
    for (let index = this.size - 1; index >= 0 && standings.length < MOST_REFS; index--)
      standings.push(...(this.#entries.at(index)?.on ?? []))
    return standings
  }

  snapshot(): unknown {
    const values = this.#distinct && [...this.#distinct.keys()]
    return { entries: this.#entries.toArray(), values, sum: this.#sum, told: this.#told, strays: this.#strays }
  }

  restore(snapshot: unknown): void {
    const { entries, values, sum, told, strays } = snapshot as Snapshot<T>
    for (const entry of entries) this.add(entry)
    // In the order they had, so that what is told next is the same to the letter.
    for (const value of values ?? []) this.#moveToEnd(value)
    this.#sum = sum
    this.#told = told
    this.#strays = strays
  }

  #moveToEnd(value: string): void {
    const known = this.#distinct?.get(value)
    if (known === undefined) return
    this.#distinct?.delete(value)
    this.#distinct?.set(value, known)
  }
}

interface Snapshot<T> {
  readonly entries: readonly Entry<T>[]
  readonly values?: readonly string[]
  readonly sum: number
  readonly told?: { readonly time: number; readonly on: readonly Standing<T>[] }
  readonly strays: number
}

/** The values that a hit counts for: none where it does not count. */
export function countedValues<T>(arrival: Arrival<T>, rule: number, correlation: Correlation, read: Read): string[] {
  const { type, condition } = correlation
  if (type === 'temporal') return [String(rule)]
  // An inner correlation that goes on is present, but it has not happened once more.
  if (!arrival.told) return []
  if (type === 'event_count') return ['']
  const values = combinations(arrival, condition.fields, correlation, read).map((tuple) => keyOf(tuple))
  if (type === 'value_count' || type === 'value_percentile') return values
  return values.filter((value) => numberFrom(value) !== undefined)
}
