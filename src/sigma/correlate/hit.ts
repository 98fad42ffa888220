/** What goes into a correlator and what comes out. */
import type { Correlation } from '../correlation.ts'

/** A rule has matched an event. */
export interface Hit<T = unknown> {
  /** The rule's id. */
  readonly rule: string
  /** The rule's name, if it has one: correlations may refer to it by either. */
  readonly name?: string | undefined
  /** Event time, epoch milliseconds. */
  readonly time: number
  readonly event: object
  /** Opaque; handed back in `refs`. To outlive a restart it must be data. */
  readonly ref: T
}

/** A correlation has matched. */
export interface CorrelationHit<T = unknown> {
  readonly correlation: Correlation
  /** The latest event time of the hits it stands on. */
  readonly time: number
  /** Field (or alias) and value, as text, of `group-by`. */
  readonly group: readonly (readonly [field: string, value: string])[]
  /** The hits it stands on, in order of time; the newest hundred where there are more. */
  readonly refs: readonly T[]
  /** What the condition was asked about: events, distinct values, rules, a sum, an average, a percentage. */
  readonly count: number
}

/** What a hit in a window stands on: itself, or, of an inner correlation, the hits that one stands on. */
export type Support<T> = T | Inner<T>

export class Inner<T> {
  readonly all: readonly Standing<T>[]

  constructor(all: readonly Standing<T>[]) {
    this.all = all
  }
}

/** A ref and its time. */
export interface Standing<T> {
  readonly time: number
  readonly ref: T
}

/** A hit on its way through a correlator: of a rule, or of a correlation that another one refers to. */
export interface Arrival<T> {
  readonly rule: string
  readonly name: string | undefined
  readonly time: number
  readonly event: object
  /** The group of the inner correlation, if it is one. */
  readonly group: CorrelationHit<T>['group'] | undefined
  readonly support: Support<T>
  /** Of an inner correlation: whether it is news, or still holds. */
  readonly told: boolean
}

/** A correlation's condition holds for a group. */
export interface Found<T> {
  readonly time: number
  readonly on: readonly Standing<T>[]
  readonly count: number
  /** Whether it is news; else it still holds since it was told. */
  readonly told: boolean
}

export const NOTHING: readonly never[] = []

/** How many refs a correlation hit carries. */
export const MOST_REFS = 100

export function standingsOf<T>(time: number, support: Support<T>): readonly Standing<T>[] {
  return support instanceof Inner ? support.all : [{ time, ref: support }]
}

/** The refs in order of time, none twice, the newest that fit. */
export function refsOf<T>(standings: readonly Standing<T>[]): T[] {
  const ordered = standings.toSorted((a, b) => a.time - b.time)
  return [...new Set(ordered.map((standing) => standing.ref))].slice(-MOST_REFS)
}
