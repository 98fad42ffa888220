/** Correlations that count: events, values, rules, sums, averages and shares in a sliding window. */
import { meets } from '../correlation.ts'
import type { Correlation } from '../correlation.ts'
import { STRAYS, WAITS } from './groups.ts'
import type { Groups } from './groups.ts'
import { MOST_REFS, NOTHING, standingsOf } from './hit.ts'
import type { Found, Standing, Support } from './hit.ts'
import { HitList } from './hit-list.ts'
import { supportOf } from './hit-table.ts'
import type { HitTable, Row } from './hit-table.ts'
import type { Key } from './key.ts'
import { RunningSum } from './sum.ts'
import type { SumSnapshot } from './sum.ts'
import type { Tallies } from './tallies.ts'
import type { Tables, Windows } from './windows.ts'

/** When a condition was last told, as long as it holds since. */
interface Told<T> {
  readonly time: number
  readonly on: readonly Standing<T>[]
}

/**
 * Of each group the hits that are no older than the timespan before its newest. What the condition asks for is kept up to date by
 * what comes and what leaves, so that a decision costs the same however full the window is. It is all in tables: nothing is
 * allocated for a hit, nor for the many groups that never have a second one.
 */
export class CountWindows<T> implements Windows<T> {
  readonly #correlation: Correlation
  readonly #groups: Groups
  /** Marked with the tally of the value that the hit counts for, or with the number that it adds. */
  readonly #hits: HitTable<T>
  readonly #list: HitList<T>
  readonly #tallies: Tallies | undefined
  /** Both by group. */
  readonly #sums: Map<number, RunningSum> | undefined
  readonly #told = new Map<number, Told<T>>()
  /** Whether it costs something to count a hit. */
  readonly #mayWait: boolean

  constructor(correlation: Correlation, { groups, hits, tallies }: Tables<T>) {
    this.#correlation = correlation
    this.#groups = groups
    this.#hits = hits
    this.#list = new HitList<T>(groups, hits)
    const { type } = correlation
    if (type === 'value_count' || type === 'temporal' || type === 'value_percentile') this.#tallies = tallies
    if (type === 'value_sum' || type === 'value_avg') this.#sums = new Map()
    this.#mayWait = this.#tallies !== undefined || this.#sums !== undefined
  }

  add(group: number, _rule: number, time: number, value: Key, support: Support<T>): readonly Found<T>[] {
    if (!this.#admit(group, time)) return NOTHING
    const earliest = time - this.#correlation.timespan
    while (this.#hits.time(this.#list.oldest(group)) < earliest) this.dropOldest(group)
    if (this.#mayWait && this.#list.length(group) === 0 && !this.#meansSomething(value)) {
      this.#list.add(group, this.#hits.insert(time, 0, support))
      this.#wait(group, value)
      return NOTHING
    }
    this.#endWait(group)
    const hit = this.#hits.insert(time, 0, support)
    this.#list.add(group, hit)
    this.#count(group, hit, value)
    return this.#decide(group, hit)
  }

  /**
   * Where there are many groups, most never have a second hit. The only one is not counted before another comes, if nothing follows
   * from it alone. (Numbers so large that a sum treats them otherwise are left to the sum.)
   */
  #meansSomething(value: Key): boolean {
    const { type, condition } = this.#correlation
    if (type === 'value_percentile') return meets(100, condition)
    if (this.#sums === undefined) return meets(1, condition)
    return meets(Number(value), condition) || Math.abs(Number(value)) > Number.MAX_SAFE_INTEGER
  }

  #wait(group: number, value: Key): void {
    this.#groups.set(group, WAITS, 1)
    this.#groups.setNote(group, value)
    this.#told.delete(group)
  }

  #endWait(group: number): void {
    if (this.#groups.get(group, WAITS) === 0) return
    this.#groups.set(group, WAITS, 0)
    this.#count(group, this.#list.oldest(group), this.#groups.note(group))
    this.#groups.setNote(group, '')
  }

  /**
   * A hit that is older than the window is left out. But where as many lie before the window as in it, the window was moved by
   * times that are wrong, and moves back: one record from the future does not silence a group.
   */
  #admit(group: number, time: number): boolean {
    const length = this.#list.length(group)
    if (length > 0 && time < this.#newestTime(group) - this.#correlation.timespan) {
      const strays = this.#groups.get(group, STRAYS) + 1
      this.#groups.set(group, STRAYS, strays)
      if (strays < length) return false
      this.#empty(group)
    }
    this.#groups.set(group, STRAYS, 0)
    return true
  }

  #newestTime(group: number): number {
    return this.#hits.time(this.#list.newest(group))
  }

  /** The value of a hit that has come. */
  #count(group: number, hit: number, value: Key): void {
    if (this.#sums !== undefined) {
      this.#hits.setMark(hit, Number(value))
      sumOf(this.#sums, group).add(Number(value))
    }
    if (this.#tallies !== undefined) {
      const tally = this.#tallies.increase(group, value)
      this.#hits.setMark(hit, tally)
      if (this.#isNewest(group, hit, this.#tallies.newest(tally))) this.#tallies.setNewest(tally, hit)
    }
  }

  /** Whether a hit is no older than another of the group. That one is nearly never looked at: it may be far away in memory. */
  #isNewest(group: number, hit: number, other: number): boolean {
    return hit === this.#list.newest(group) || other === 0 || this.#hits.time(hit) >= this.#hits.time(other)
  }

  dropOldest(group: number): void {
    const mark = this.#hits.mark(this.#list.oldest(group))
    this.#list.shift(group)
    if (this.#groups.get(group, WAITS) === 1) {
      this.#groups.set(group, WAITS, 0)
      this.#groups.setNote(group, '')
      return
    }
    this.#sums?.get(group)?.remove(mark)
    // The oldest leaves first: the newest hit of a value is there as long as the value is.
    this.#tallies?.decrease(group, mark)
  }

  #empty(group: number): void {
    while (this.#list.length(group) > 0) this.dropOldest(group)
  }

  clear(group: number): void {
    this.#empty(group)
    this.#sums?.delete(group)
    this.#told.delete(group)
  }

  /** Told when the condition begins to hold, and again each time it has held for another timespan. */
  #decide(group: number, arrived: number): readonly Found<T>[] {
    const count = this.#measure(group, arrived)
    if (!meets(count, this.#correlation.condition)) {
      if (this.#told.size > 0) this.#told.delete(group)
      return NOTHING
    }
    const time = this.#newestTime(group)
    const before = this.#told.get(group)
    const told = before === undefined || time - before.time >= this.#correlation.timespan
    const { on } = told ? { on: this.#standings(group, arrived) } : before
    if (told) this.#told.set(group, { time, on })
    return [{ time, count, on, told }]
  }

  /** What the condition is asked about. */
  #measure(group: number, arrived: number): number {
    const length = this.#list.length(group)
    switch (this.#correlation.type) {
      case 'value_sum':
        return this.#sums?.get(group)?.value ?? 0
      case 'value_avg':
        return (this.#sums?.get(group)?.value ?? 0) / length
      case 'value_percentile':
        return (100 * (this.#tallies?.count(this.#hits.mark(arrived)) ?? 0)) / length
      default:
        return this.#tallies?.distinct(group) ?? length
    }
  }

  /** The newest hit of each value that is counted; the rare value's own; else the newest hits. */
  #standings(group: number, arrived: number): Standing<T>[] {
    const standings: Standing<T>[] = []
    for (const hit of this.#supporting(group, arrived)) {
      standings.push(...standingsOf(this.#hits.time(hit), this.#hits.support(hit)))
      if (standings.length >= MOST_REFS) break
    }
    return standings
  }

  *#supporting(group: number, arrived: number): IterableIterator<number> {
    const tallies = this.#tallies
    if (tallies === undefined) yield* this.#list.fromNewest(group)
    else if (this.#correlation.type === 'value_percentile') yield tallies.newest(this.#hits.mark(arrived))
    else for (const tally of tallies.of(group)) yield tallies.newest(tally)
  }

  snapshot(group: number): Snapshot<T> {
    const tallies = this.#tallies
    const waits = this.#groups.get(group, WAITS) === 1
    const valueOf = (hit: number): Key => {
      if (waits) return this.#groups.note(group)
      const mark = this.#hits.mark(hit)
      return tallies?.value(mark) ?? (this.#sums === undefined ? '' : String(mark))
    }
    return {
      hits: [...this.#list.of(group)].map((hit) => this.#hits.tell(hit, valueOf(hit))),
      waits,
      values: tallies && [...tallies.of(group)].map((tally) => tallies.value(tally)),
      sum: this.#sums?.get(group)?.snapshot(),
      told: this.#told.get(group),
      strays: this.#groups.get(group, STRAYS),
    }
  }

  restore(group: number, snapshot: unknown): void {
    const { hits, waits, values, sum, told, strays } = snapshot as Snapshot<T>
    for (const row of hits) {
      const hit = this.#hits.insert(row[0], 0, supportOf(row))
      this.#list.add(group, hit)
      if (waits) this.#wait(group, row[1])
      else this.#count(group, hit, row[1])
    }
    // In the order they had, so that what is told next is the same to the letter.
    for (const value of values ?? []) this.#tallies?.moveToEnd(group, value)
    if (sum !== undefined && this.#sums !== undefined) sumOf(this.#sums, group).restore(sum)
    if (told !== undefined) this.#told.set(group, told)
    this.#groups.set(group, STRAYS, strays)
  }
}

/** Made where there is none. */
function sumOf(sums: Map<number, RunningSum>, group: number): RunningSum {
  let sum = sums.get(group)
  if (sum === undefined) sums.set(group, (sum = new RunningSum()))
  return sum
}

interface Snapshot<T> {
  readonly hits: readonly Row<Key, T>[]
  /** Whether its only hit has not been counted yet. */
  readonly waits: boolean
  readonly values: readonly Key[] | undefined
  readonly sum: SumSnapshot | undefined
  readonly told: Told<T> | undefined
  readonly strays: number
}
