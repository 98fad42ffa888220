/** The groups of all correlations, bounded: the one that was touched longest ago is forgotten first. */
import type { Hash } from '../hash.ts'
import type { Key } from './key.ts'
import { HASH_CELLS, RowTable } from './row-table.ts'

/** Cells of a row: sixteen, a line of the cache. */
const SHIFT = 4
const OF = HASH_CELLS
const OLDER = HASH_CELLS + 1
const NEWER = HASH_CELLS + 2
/** The others are the windows': the hits of the group, in order of time. */
export const OLDEST_HIT = HASH_CELLS + 3
export const NEWEST_HIT = HASH_CELLS + 4
export const HITS = HASH_CELLS + 5
/** Its values, in the order in which they came. */
export const FIRST_VALUE = HASH_CELLS + 6
export const LAST_VALUE = HASH_CELLS + 7
export const VALUES = HASH_CELLS + 8
/** How many hits from before its window were left out, one after the other. */
export const STRAYS = HASH_CELLS + 9
/** 1 where its only hit has not been counted yet; the note is the value of that one. */
export const WAITS = HASH_CELLS + 10

/** A group is the number of a row; 0 is none. */
export class Groups {
  readonly #table: RowTable
  readonly #maxGroups: number
  readonly #forget: (group: number) => void
  readonly #keys: Key[] = []
  readonly #notes: Key[] = []
  #oldest = 0
  #newest = 0

  /** `forget` is told of each group that goes, while it is still there. */
  constructor(hash: (text: string) => Hash, maxGroups: number, forget: (group: number) => void) {
    this.#table = new RowTable(hash, SHIFT)
    this.#maxGroups = maxGroups
    this.#forget = forget
  }

  /** The group of the correlation with this key, made if it is not there, and the newest from now on. */
  touch(of: number, key: Key): number {
    const known = this.#table.find(of, key)
    if (known !== 0) {
      if (known === this.#newest) return known
      this.#unlink(known)
      this.#append(known)
      return known
    }
    const group = this.#table.insert()
    this.#table.cells[(group << SHIFT) + OF] = of
    this.#keys[group] = key
    this.#notes[group] = ''
    this.#append(group)
    if (this.#table.size > this.#maxGroups) this.forgetOldest()
    return group
  }

  /** The newest is never forgotten: false where there is none but that. */
  forgetOldest(): boolean {
    if (this.#oldest === this.#newest) return false
    this.#forgetOne(this.#oldest)
    return true
  }

  clear(): void {
    while (this.#oldest !== 0) this.#forgetOne(this.#oldest)
  }

  key(group: number): Key {
    return this.#keys[group]!
  }

  /** The number of the correlation. */
  of(group: number): number {
    return this.#table.cells[(group << SHIFT) + OF]!
  }

  get(group: number, cell: number): number {
    return this.#table.cells[(group << SHIFT) + cell]!
  }

  set(group: number, cell: number, value: number): void {
    this.#table.cells[(group << SHIFT) + cell] = value
  }

  /** What its windows keep of a value. */
  note(group: number): Key {
    return this.#notes[group]!
  }

  setNote(group: number, note: Key): void {
    this.#notes[group] = note
  }

  /** From the one touched longest ago to the newest. */
  *[Symbol.iterator](): IterableIterator<number> {
    for (let group = this.#oldest; group !== 0; group = this.get(group, NEWER)) yield group
  }

  #forgetOne(group: number): void {
    this.#forget(group)
    this.#unlink(group)
    this.#keys[group] = ''
    this.#notes[group] = ''
    this.#table.delete(group)
  }

  #append(group: number): void {
    this.set(group, OLDER, this.#newest)
    this.set(group, NEWER, 0)
    if (this.#newest === 0) this.#oldest = group
    else this.set(this.#newest, NEWER, group)
    this.#newest = group
  }

  #unlink(group: number): void {
    const older = this.get(group, OLDER)
    const newer = this.get(group, NEWER)
    if (older === 0) this.#oldest = newer
    else this.set(older, NEWER, newer)
    if (newer === 0) this.#newest = older
    else this.set(newer, OLDER, older)
  }
}
