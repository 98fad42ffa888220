/** What a correlation keeps of its groups, and what it makes of that. */
import type { Hash } from '../hash.ts'
import { Groups } from './groups.ts'
import type { Found, Support } from './hit.ts'
import { HitTable } from './hit-table.ts'
import type { Key } from './key.ts'
import { Tallies } from './tallies.ts'

export interface Windows<T> {
  /** What follows from a hit in a group, of this rule of the correlation, which counts for this value. */
  add(group: number, rule: number, time: number, value: Key, support: Support<T>): readonly Found<T>[]
  dropOldest(group: number): void
  /** All that the group holds: it is no more. */
  clear(group: number): void
  /** As data, if the refs are. */
  snapshot(group: number): unknown
  /** Into a group that holds nothing. */
  restore(group: number, snapshot: unknown): void
}

/** What all windows of a correlator are made of. */
export interface Tables<T> {
  readonly groups: Groups
  readonly hits: HitTable<T>
  readonly tallies: Tallies
}

/** `forget` is told of each group that goes, while it is still there. */
export function createTables<T>(
  hash: (text: string) => Hash,
  maxGroups: number,
  forget: (group: number) => void,
): Tables<T> {
  const groups = new Groups(hash, maxGroups, forget)
  return { groups, hits: new HitTable<T>(), tallies: new Tallies(hash, groups) }
}
