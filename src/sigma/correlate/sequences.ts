/** The sequences of a correlation of order, by group: of a group with one hit nothing is kept but that. */
import { meets } from '../correlation.ts'
import type { Correlation } from '../correlation.ts'
import { OLDEST_HIT } from './groups.ts'
import type { Groups } from './groups.ts'
import { NOTHING } from './hit.ts'
import type { Found, Support } from './hit.ts'
import { supportOf } from './hit-table.ts'
import type { HitTable, Row } from './hit-table.ts'
import type { Key } from './key.ts'
import { Sequence } from './sequence.ts'
import type { SequenceSnapshot } from './sequence.ts'
import type { Tables, Windows } from './windows.ts'

export class Sequences<T> implements Windows<T> {
  readonly #correlation: Correlation
  readonly #groups: Groups
  /** Hits that are alone in their group are marked with their rule. */
  readonly #hits: HitTable<T>
  /** Of groups that had two hits within reach of each other: many a group never has. */
  readonly #sequences = new Map<number, Sequence<T>>()
  /** Whether one hit is a chain that is enough. */
  readonly #oneIsEnough: boolean

  constructor(correlation: Correlation, { groups, hits }: Tables<T>) {
    this.#correlation = correlation
    this.#groups = groups
    this.#hits = hits
    this.#oneIsEnough = meets(1, correlation.condition)
  }

  add(group: number, rule: number, time: number, _value: Key, support: Support<T>): readonly Found<T>[] {
    const sequence = this.#sequences.get(group) ?? this.#openFor(group, time)
    if (sequence !== undefined) return sequence.add(rule, time, support)
    this.#groups.set(group, OLDEST_HIT, this.#hits.insert(time, rule, support))
    return NOTHING
  }

  /** A sequence, if this hit needs one. The one before it goes into that, or goes: so far apart they are never kept together. */
  #openFor(group: number, time: number): Sequence<T> | undefined {
    const hits = this.#hits
    const alone = this.#groups.get(group, OLDEST_HIT)
    const within = alone !== 0 && Math.abs(time - hits.time(alone)) <= 2 * this.#correlation.timespan
    const sequence = within || this.#oneIsEnough ? this.#open(group) : undefined
    if (within) sequence?.add(hits.mark(alone), hits.time(alone), hits.support(alone))
    this.#dropAlone(group)
    return sequence
  }

  #open(group: number): Sequence<T> {
    const sequence = new Sequence<T>(this.#correlation, this.#hits)
    this.#sequences.set(group, sequence)
    return sequence
  }

  #dropAlone(group: number): void {
    const alone = this.#groups.get(group, OLDEST_HIT)
    if (alone === 0) return
    this.#hits.delete(alone)
    this.#groups.set(group, OLDEST_HIT, 0)
  }

  dropOldest(group: number): void {
    this.#dropAlone(group)
    this.#sequences.get(group)?.dropOldest()
  }

  clear(group: number): void {
    this.#dropAlone(group)
    this.#sequences.get(group)?.clear()
    this.#sequences.delete(group)
  }

  snapshot(group: number): Snapshot<T> {
    const alone = this.#groups.get(group, OLDEST_HIT)
    return {
      alone: alone === 0 ? undefined : this.#hits.tell(alone, this.#hits.mark(alone)),
      sequence: this.#sequences.get(group)?.snapshot(),
    }
  }

  restore(group: number, snapshot: unknown): void {
    const { alone, sequence } = snapshot as Snapshot<T>
    if (alone) this.#groups.set(group, OLDEST_HIT, this.#hits.insert(alone[0], alone[1], supportOf(alone)))
    if (sequence) this.#open(group).restore(sequence)
  }
}

interface Snapshot<T> {
  readonly alone: Row<number, T> | undefined
  readonly sequence: SequenceSnapshot<T> | undefined
}
