/** Rows of whole numbers that are found by an owner and a key, each row in one place of one typed array. */
import type { Hash } from '../hash.ts'
import type { Key } from './key.ts'

/** Rows at first, and slots; a power of two. */
const LEAST = 64
/** Spread the owners; both odd, so that the same key of two owners is never one. */
const [HIGH_SPREAD, LOW_SPREAD] = [0x27d4eb2f, 0x85ebca6b]
const [HIGH, LOW] = [0, 1]

/** Cells of a row that are taken: the hash, by which it is found. */
export const HASH_CELLS = 2

/**
 * Told apart by a keyed hash of 64 bits alone: two of a million keys have the same one in one case of 30 million, and nobody who
 * does not know the key of the hash can choose such two, or many that crowd in one place. Open addressing with linear probing, at
 * most half full; what is deleted leaves no trace. So nothing is allocated to find a row, and no step depends on how many there
 * are or were. There is no row 0: it stands for none.
 */
export class RowTable {
  /** Row after row; a new array once there is no room, so never kept across an `insert`. */
  cells: Int32Array<ArrayBuffer>
  readonly #hash: (text: string) => Hash
  /** Cells of a row, as a power of two. */
  readonly #shift: number
  /** Pairs: the lower half of the hash, so that a search looks at hardly any row but its own, and the row, 0 where the slot is empty. */
  #slots = new Int32Array(4 * LEAST)
  readonly #free: number[] = []
  #rows = 1
  #size = 0
  /** What `find` was asked for last. */
  #high = 0
  #low = 0

  constructor(hash: (text: string) => Hash, shift: number) {
    this.#hash = hash
    this.#shift = shift
    this.cells = new Int32Array(LEAST << shift)
  }

  get size(): number {
    return this.#size
  }

  find(owner: number, key: Key): number {
    this.#high = Math.imul(owner, HIGH_SPREAD)
    this.#low = Math.imul(owner, LOW_SPREAD)
    if (typeof key === 'string') this.#mix(key)
    else for (const text of key) this.#mix(text)
    const slots = this.#slots
    for (let slot = this.#homeOf(this.#low); ; slot = this.#after(slot)) {
      const row = slots[slot + 1]!
      if (row === 0) return 0
      if (slots[slot] === this.#low && this.cells[(row << this.#shift) + HIGH] === this.#high) return row
    }
  }

  /** A row, otherwise of zeros, for what `find` has just been asked for in vain. */
  insert(): number {
    const row = this.#free.pop() ?? this.#rows++
    const at = row << this.#shift
    if (at >= this.cells.length) this.cells = new Int32Array(this.cells.buffer.transfer(2 * this.cells.byteLength))
    this.cells[at + HIGH] = this.#high
    this.cells[at + LOW] = this.#low
    for (let cell = at + HASH_CELLS; cell < at + (1 << this.#shift); cell++) this.cells[cell] = 0
    if (4 * ++this.#size > this.#slots.length) this.#widenSlots()
    this.#occupy(this.#low, row)
    return row
  }

  delete(row: number): void {
    const slots = this.#slots
    let gap = this.#homeOf(this.cells[(row << this.#shift) + LOW]!)
    while (slots[gap + 1] !== row) gap = this.#after(gap)
    // What stands further on because of this one moves up: a search ends at the first empty slot.
    for (let slot = this.#after(gap); slots[slot + 1] !== 0; slot = this.#after(slot)) {
      const mask = slots.length - 1
      if (((slot - this.#homeOf(slots[slot]!)) & mask) < ((slot - gap) & mask)) continue
      slots[gap] = slots[slot]!
      slots[gap + 1] = slots[slot + 1]!
      gap = slot
    }
    slots[gap + 1] = 0
    this.#free.push(row)
    this.#size--
  }

  /** The order of texts counts. */
  #mix(text: string): void {
    const { high, low } = this.#hash(text)
    this.#high = (Math.imul(this.#high, HIGH_SPREAD) + high) | 0
    this.#low = (Math.imul(this.#low, LOW_SPREAD) + low) | 0
  }

  #homeOf(low: number): number {
    return (2 * low) & (this.#slots.length - 1)
  }

  #after(slot: number): number {
    return (slot + 2) & (this.#slots.length - 1)
  }

  #occupy(low: number, row: number): void {
    let slot = this.#homeOf(low)
    while (this.#slots[slot + 1] !== 0) slot = this.#after(slot)
    this.#slots[slot] = low
    this.#slots[slot + 1] = row
  }

  #widenSlots(): void {
    const old = this.#slots
    this.#slots = new Int32Array(2 * old.length)
    for (let slot = 0; slot < old.length; slot += 2) if (old[slot + 1] !== 0) this.#occupy(old[slot]!, old[slot + 1]!)
  }
}
