/** Correlations of order (`temporal_ordered`): by the time of the events, whatever order they arrive in. */
import { meets } from '../correlation.ts'
import type { Correlation } from '../correlation.ts'
import { NOTHING, standingsOf } from './hit.ts'
import type { Found, Standing, Support } from './hit.ts'
import { supportOf } from './hit-table.ts'
import type { HitTable, Row } from './hit-table.ts'
import { Timeline } from './timeline.ts'

/**
 * Hits of one rule that a group keeps, the newest: whoever does the same all day, as a program does, pushes nobody else's out. A chain takes
 * the newest that fit.
 */
const MOST_OF_A_RULE = 1_000

/** A hit: which rule, and where among the hits of it. */
interface Step {
  readonly rule: number
  readonly index: number
  readonly time: number
}

/** A chain from its first step on. */
interface Chain extends Step {
  readonly length: number
  readonly next: Chain | undefined
}

/**
 * The hits of one group, rule by rule. A hit is told once, as the end of the longest chain in the order of the rules within the
 * timespan before it; a late hit may complete chains that end after it. Hits are kept for two timespans, so that a hit which is
 * late by up to one still finds all that could precede what it completes.
 */
export class Sequence<T> {
  readonly #correlation: Correlation
  readonly #table: HitTable<T>
  /** Marked with 1 once they have been told as the end of a chain, else 0. */
  readonly #hits: Timeline<T>[]
  /** The shortest chain that can be enough. */
  readonly #needed: number
  #newest = Number.NEGATIVE_INFINITY
  #strays = 0

  constructor(correlation: Correlation, table: HitTable<T>) {
    this.#correlation = correlation
    this.#table = table
    this.#hits = correlation.rules.map(() => new Timeline<T>(table))
    const { gt, gte, eq } = correlation.condition
    this.#needed = Math.max(1, Math.ceil(gte ?? 1), eq ?? 1, gt === undefined ? 1 : Math.floor(gt) + 1)
  }

  /** What is told because of this hit. */
  add(rule: number, time: number, support: Support<T>): readonly Found<T>[] {
    if (!this.#admit(time)) return NOTHING
    this.#of(rule).add(this.#table.insert(time, 0, support))
    const ends = this.#ends(rule, time)
    const found = ends.length === 0 ? NOTHING : this.#tell(ends)
    this.#forget()
    return found
  }

  #tell(ends: readonly Step[]): readonly Found<T>[] {
    const chains = ends.map((end) => ({ end, chain: this.#longestChain(end) }))
    const held = chains.filter(({ chain }) => meets(chain.length, this.#correlation.condition))
    const found = held.map(({ end, chain }) => ({
      time: end.time,
      count: chain.length,
      on: this.#standings(chain),
      told: true,
    }))
    for (const { end } of held.toReversed()) this.#tick(end)
    return found
  }

  /** The end of a chain has been told. Nothing comes after the last rule, so a hit of it is done with. */
  #tick({ rule, index }: Step): void {
    if (rule === this.#hits.length - 1) this.#of(rule).delete(index)
    else this.#table.setMark(this.#of(rule).row(index), 1)
  }

  #of(rule: number): Timeline<T> {
    const hits = this.#hits[rule]
    if (hits === undefined) throw new RangeError(`the correlation has no rule ${rule}`)
    return hits
  }

  /** A hit older than all that is kept is left out, unless there are as many of them as are kept (see `CountWindow.add`). */
  #admit(time: number): boolean {
    if (time < this.#newest - 2 * this.#correlation.timespan) {
      if (++this.#strays < this.#size) return false
      this.clear()
      this.#newest = time
    }
    this.#strays = 0
    this.#newest = Math.max(this.#newest, time)
    return true
  }

  /** Hits that have not been told and that a chain through this new one may end with. */
  #ends(rule: number, time: number): Step[] {
    const last = this.#hits.length - 1
    if (this.#needed > last) {
      const range = this.#endsOfWhole(rule, time)
      return range === undefined ? [] : this.#untold(last, range.from, range.until)
    }
    const own = rule >= this.#needed - 1 ? this.#untold(rule, time, time) : []
    const later = [...this.#hits.keys()].filter((end) => end > rule && end >= this.#needed - 1)
    return [...own, ...later.flatMap((end) => this.#untold(end, time, time + this.#correlation.timespan))]
  }

  #untold(rule: number, from: number, until: number): Step[] {
    const steps: Step[] = []
    const hits = this.#of(rule)
    for (let index = hits.countBefore(from); index < hits.length && hits.time(index) <= until; index++)
      if (this.#table.mark(hits.row(index)) === 0) steps.push({ rule, index, time: hits.time(index) })
    return steps
  }

  /** When chains of all rules through this hit end: no scan where there is none, so that what is never completed costs nothing. */
  #endsOfWhole(rule: number, time: number): { from: number; until: number } | undefined {
    let start = time
    for (let before = rule - 1; before >= 0; before--) {
      const hits = this.#of(before)
      start = hits.time(hits.countUntil(start) - 1)
    }
    let from = time
    for (let after = rule + 1; after < this.#hits.length; after++) {
      const hits = this.#of(after)
      from = hits.time(hits.countBefore(from))
    }
    const until = rule === this.#hits.length - 1 ? time : start + this.#correlation.timespan
    // What is not there has the time NaN, which is within nothing.
    return from - start <= this.#correlation.timespan ? { from, until } : undefined
  }

  /** For each length the chain that starts latest is enough: it leaves the most room before it. */
  #longestChain(end: Step): Chain {
    const earliest = end.time - this.#correlation.timespan
    let longest: Chain = { ...end, length: 1, next: undefined }
    const chains = [longest]
    for (let rule = end.rule - 1; rule >= 0; rule--)
      for (let length = chains.length; length > 0; length--) {
        const next = chains[length - 1]
        if (next === undefined) continue
        const hits = this.#of(rule)
        const index = hits.countUntil(next.time) - 1
        const time = hits.time(index)
        const known = chains[length]
        if (!(time >= earliest) || (known !== undefined && known.time >= time)) continue
        longest = { rule, index, time, length: length + 1, next }
        chains[length] = longest
      }
    return chains.at(-1) ?? longest
  }

  #standings(chain: Chain): Standing<T>[] {
    const standings: Standing<T>[] = []
    for (let step: Chain | undefined = chain; step !== undefined; step = step.next)
      standings.push(...standingsOf(step.time, this.#table.support(this.#of(step.rule).row(step.index))))
    return standings
  }

  #forget(): void {
    const oldest = this.#newest - 2 * this.#correlation.timespan
    for (const hits of this.#hits) while (hits.time(0) < oldest || hits.length > MOST_OF_A_RULE) hits.shift()
  }

  get #size(): number {
    return this.#hits.reduce((sum, hits) => sum + hits.length, 0)
  }

  dropOldest(): void {
    const [oldest] = this.#hits.filter((hits) => hits.length > 0).toSorted((a, b) => a.time(0) - b.time(0))
    oldest?.shift()
  }

  clear(): void {
    for (const hits of this.#hits) hits.clear()
  }

  snapshot(): SequenceSnapshot<T> {
    const table = this.#table
    const hits = this.#hits.map((one) => one.rows().map((row) => table.tell(row, table.mark(row))))
    return { hits, newest: this.#newest, strays: this.#strays }
  }

  restore({ hits, newest, strays }: SequenceSnapshot<T>): void {
    for (const [rule, list] of hits.entries())
      for (const hit of list) this.#of(rule).add(this.#table.insert(hit[0], hit[1], supportOf(hit)))
    this.#newest = newest
    this.#strays = strays
  }
}

export interface SequenceSnapshot<T> {
  readonly hits: readonly (readonly Row<number, T>[])[]
  readonly newest: number
  readonly strays: number
}
