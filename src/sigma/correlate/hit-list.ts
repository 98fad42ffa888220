/** The hits of each group in order of time, of which the oldest leave: a queue that takes a late one at its place. */
import { HITS, LATE_HIT, NEWEST_HIT, OLDEST_HIT } from './groups.ts'
import type { Groups } from './groups.ts'
import type { HitTable } from './hit-table.ts'

/** Rows of the table, linked; hits of the same time stay in the order they came in. */
export class HitList<T> {
  readonly #groups: Groups
  readonly #hits: HitTable<T>

  constructor(groups: Groups, hits: HitTable<T>) {
    this.#groups = groups
    this.#hits = hits
  }

  length(group: number): number {
    return this.#groups.get(group, HITS)
  }

  /** 0 where there is none. */
  oldest(group: number): number {
    return this.#groups.get(group, OLDEST_HIT)
  }

  newest(group: number): number {
    return this.#groups.get(group, NEWEST_HIT)
  }

  add(group: number, hit: number): void {
    const older = this.#before(group, this.#hits.time(hit))
    const newer = older === 0 ? this.oldest(group) : this.#hits.newer(older)
    this.#hits.link(older, hit)
    this.#hits.link(hit, newer)
    if (older === 0) this.#groups.set(group, OLDEST_HIT, hit)
    if (newer === 0) this.#groups.set(group, NEWEST_HIT, hit)
    else this.#groups.set(group, LATE_HIT, hit)
    this.#groups.set(group, HITS, this.length(group) + 1)
  }

  /**
   * The last that is not after this time, or 0. Nearly always the newest of all. What is late is looked for from there or from
   * where the last late one stands, whichever is nearer in time: what one source delays by a minute arrives in its own order.
   */
  #before(group: number, time: number): number {
    const newest = this.newest(group)
    const late = this.#groups.get(group, LATE_HIT)
    const hits = this.#hits
    if (newest === 0 || hits.time(newest) <= time) return newest
    let at = late !== 0 && Math.abs(hits.time(late) - time) < hits.time(newest) - time ? late : newest
    while (at !== 0 && hits.time(at) > time) at = hits.older(at)
    for (let next = hits.newer(at); at !== 0 && hits.time(next) <= time; next = hits.newer(at)) at = next
    return at
  }

  /** Deletes the oldest, of which there must be one. */
  shift(group: number): void {
    const hit = this.oldest(group)
    const newer = this.#hits.newer(hit)
    this.#hits.link(0, newer)
    this.#hits.delete(hit)
    this.#groups.set(group, OLDEST_HIT, newer)
    if (newer === 0) this.#groups.set(group, NEWEST_HIT, 0)
    if (this.#groups.get(group, LATE_HIT) === hit) this.#groups.set(group, LATE_HIT, 0)
    this.#groups.set(group, HITS, this.length(group) - 1)
  }

  /** From the oldest to the newest. */
  *of(group: number): IterableIterator<number> {
    for (let hit = this.oldest(group); hit !== 0; hit = this.#hits.newer(hit)) yield hit
  }

  *fromNewest(group: number): IterableIterator<number> {
    for (let hit = this.newest(group); hit !== 0; hit = this.#hits.older(hit)) yield hit
  }
}
