/** The hits of each group in order of time, of which the oldest leave: a queue that takes a late one at its place. */
import { HITS, NEWEST_HIT, OLDEST_HIT } from './groups.ts'
import type { Groups } from './groups.ts'
import type { HitTable } from './hit-table.ts'

/** A search of more steps than this leaves a finger where it ends, so that hardly any takes many more. */
const FAR = 32

/** Rows of the table, linked; hits of the same time stay in the order they came in. */
export class HitList<T> {
  readonly #groups: Groups
  readonly #hits: HitTable<T>
  /** By group, hits in order at which a search has ended that took long: from there the next one begins. */
  readonly #fingers = new Map<number, number[]>()

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
    this.#groups.set(group, HITS, this.length(group) + 1)
  }

  /** The last that is not after this time, or 0: nearly always the newest of all. */
  #before(group: number, time: number): number {
    const hits = this.#hits
    const newest = this.newest(group)
    if (newest === 0 || hits.time(newest) <= time) return newest
    if (hits.time(this.oldest(group)) > time) return 0
    const fingers = this.#fingers.get(group) ?? []
    const next = countUntil(fingers, (finger) => hits.time(finger) <= time)
    // From both sides at once, so that it takes no longer than from the nearer one.
    let on = fingers[next - 1] ?? this.oldest(group)
    let back = fingers[next] ?? newest
    for (let steps = 0; ; steps++) {
      const after = hits.newer(on)
      const before = hits.older(back)
      if (hits.time(after) > time || hits.time(before) <= time) {
        const found = hits.time(after) > time ? on : before
        if (steps > FAR) this.#fingers.set(group, fingers.toSpliced(next, 0, found))
        return found
      }
      on = after
      back = before
    }
  }

  /** Deletes the oldest, of which there must be one. */
  shift(group: number): void {
    const hit = this.oldest(group)
    const newer = this.#hits.newer(hit)
    this.#hits.link(0, newer)
    this.#hits.delete(hit)
    this.#groups.set(group, OLDEST_HIT, newer)
    if (newer === 0) this.#groups.set(group, NEWEST_HIT, 0)
    if (this.#fingers.size > 0) this.#dropFinger(group, hit)
    this.#groups.set(group, HITS, this.length(group) - 1)
  }

  /** Of a hit that leaves, which is the oldest. */
  #dropFinger(group: number, hit: number): void {
    const fingers = this.#fingers.get(group)
    if (fingers?.[0] !== hit) return
    if (fingers.length > 1) fingers.shift()
    else this.#fingers.delete(group)
  }

  /** From the oldest to the newest. */
  *of(group: number): IterableIterator<number> {
    for (let hit = this.oldest(group); hit !== 0; hit = this.#hits.newer(hit)) yield hit
  }

  *fromNewest(group: number): IterableIterator<number> {
    for (let hit = this.newest(group); hit !== 0; hit = this.#hits.older(hit)) yield hit
  }
}

/** How many at the beginning of the list are such; those that are come first. */
function countUntil(list: readonly number[], is: (one: number) => boolean): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (is(list[middle]!)) low = middle + 1
    else high = middle
  }
  return low
}
