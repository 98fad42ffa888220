/** Numbers by a hash of 64 bits, in typed arrays: exact, a few bytes an entry, with a hard cap. */
import type { Hash } from './hash.ts'

/** `u16`: up to 65,535. */
export type ColumnKind = 'u16' | 'u32' | 'f32' | 'f64'

export interface TableSettings<C extends string> {
  readonly columns: { readonly [name in C]: ColumnKind }
  /** No more entries than this, ever: what `stalest` calls lowest is forgotten first. */
  readonly cap: number
  /** The column that says when an entry was last seen, in a unit that grows with time. */
  readonly stalest: NoInfer<C>
}

/** A cursor: `seek` goes to an entry, `get` and `set` are about that one until the next `seek`. */
export interface Table<C extends string> {
  /** Whether the entry was there. Where it was not, it is there now, with zeros. */
  seek(hash: Hash): boolean
  /** The same, but makes none; `get` and `set` are for entries that are there. */
  find(hash: Hash): boolean
  get(column: C): number
  set(column: C, value: number): void
  readonly size: number
  /** Entries that the cap has cost. */
  readonly forgotten: number
  /** Of the arrays. */
  readonly bytes: number
  snapshot(): TableSnapshot
  /** Throws where the snapshot is of a table with other columns. */
  restore(snapshot: TableSnapshot): void
}

export interface TableSnapshot {
  readonly columns: readonly string[]
  readonly forgotten: number
  /** Base64 of one array of 32-bit halves and of each column, entry after entry. */
  readonly hashes: string
  readonly values: readonly string[]
}

type Column = Uint16Array | Uint32Array | Float32Array | Float64Array

interface Shard {
  /** Two of each entry; both 0 where the place is empty. */
  hashes: Uint32Array
  columns: Column[]
  used: number
}

/** Shards begin in different sizes and so grow at different times: no growth is felt, and the whole is always as full. */
const SHARDS = 256
const LEAST = 16
const FULL = 0.88
const GROWTH = 1.28
/** Where a shard has to forget, it forgets so much at once. */
const SHARE_FORGOTTEN = 1 / 8

const MAKE: { readonly [kind in ColumnKind]: (length: number) => Column } = {
  u16: (length) => new Uint16Array(length),
  u32: (length) => new Uint32Array(length),
  f32: (length) => new Float32Array(length),
  f64: (length) => new Float64Array(length),
}

export function createTable<C extends string>({ columns, cap, stalest }: TableSettings<C>): Table<C> {
  const names = Object.keys(columns) as C[]
  const index = Object.fromEntries(names.map((name, at) => [name, at])) as { [name in C]: number }
  const kinds = names.map((name) => columns[name])
  const shardCap = Math.max(1, Math.floor(cap / SHARDS))
  const emptyShard = (length: number): Shard => ({
    hashes: new Uint32Array(2 * length),
    columns: kinds.map((kind) => MAKE[kind](length)),
    used: 0,
  })
  const emptyShards = (): Shard[] =>
    Array.from({ length: SHARDS }, (_, at) => emptyShard(Math.round(LEAST * GROWTH ** (at / SHARDS))))
  let shards = emptyShards()
  let [shard, slot, size, forgotten] = [shards[0]!, 0, 0, 0]

  /** Goes to where the entry is, or to the empty place where it would be. */
  const locate = (hashes: Uint32Array, high: number, low: number): boolean => {
    const end = hashes.length
    // Twice the slot: `low` as a share of the whole range, so that entries stand in the order of their hashes.
    let at = Math.floor((low * (end >> 1)) / 0x1_0000_0000) << 1
    for (;;) {
      if (hashes[at] === high && hashes[at + 1] === low) {
        slot = at >> 1
        return true
      }
      if (hashes[at] === 0 && hashes[at + 1] === 0) {
        slot = at >> 1
        return false
      }
      at = at + 2 === end ? 0 : at + 2
    }
  }
  /** The same entries in arrays of `length`, without those whose last sight is below `least`. */
  const rebuild = (length: number, least = -Infinity): void => {
    const { hashes: from, columns: old } = shard
    const { hashes, columns: values } = emptyShard(length)
    const seen = old[index[stalest]]!
    let used = 0
    for (let at = 0; at < from.length; at += 2) {
      const high = from[at]!
      const low = from[at + 1]!
      if ((high === 0 && low === 0) || seen[at >> 1]! < least) continue
      locate(hashes, high, low)
      hashes[2 * slot] = high
      hashes[2 * slot + 1] = low
      for (let column = 0; column < old.length; column++) values[column]![slot] = old[column]![at >> 1]!
      used++
    }
    shard.hashes = hashes
    shard.columns = values
    shard.used = used
  }
  const forget = (): void => {
    const seen: number[] = []
    for (let at = 0; at < shard.hashes.length >> 1; at++)
      if (shard.hashes[2 * at] !== 0 || shard.hashes[2 * at + 1] !== 0) seen.push(shard.columns[index[stalest]]![at]!)
    seen.sort((a, b) => a - b)
    const least = seen[Math.ceil(seen.length * SHARE_FORGOTTEN) - 1]! + 1
    const before = shard.used
    rebuild(shard.hashes.length >> 1, least)
    // All of one age: then there is no stalest, and all go.
    forgotten += before - shard.used
    size -= before - shard.used
  }
  const makeRoom = (): void => {
    if (shard.used >= shardCap) forget()
    const length = shard.hashes.length >> 1
    if (shard.used + 1 > FULL * length) rebuild(Math.ceil(length * GROWTH) + 1)
  }
  const seek = ({ high, low }: Hash, make: boolean): boolean => {
    // The one hash that would look like an empty place.
    const second = high === 0 && low === 0 ? 1 : low
    shard = shards[high >>> 24]!
    if (locate(shard.hashes, high, second)) return true
    if (!make) return false
    if (shard.used >= shardCap || shard.used + 1 > FULL * (shard.hashes.length >> 1)) {
      makeRoom()
      locate(shard.hashes, high, second)
    }
    shard.hashes[2 * slot] = high
    shard.hashes[2 * slot + 1] = second
    shard.used++
    size++
    return false
  }
  const bytesOf = (array: { readonly byteLength: number }): number => array.byteLength

  return {
    seek: (hash) => seek(hash, true),
    find: (hash) => seek(hash, false),
    get: (column) => shard.columns[index[column]]![slot]!,
    set: (column, value) => void (shard.columns[index[column]]![slot] = value),
    get size() {
      return size
    },
    get forgotten() {
      return forgotten
    },
    get bytes() {
      return shards.reduce(
        (sum, each) => sum + bytesOf(each.hashes) + each.columns.map(bytesOf).reduce((a, b) => a + b, 0),
        0,
      )
    },
    snapshot() {
      const whole = emptyShard(size)
      let at = 0
      for (const each of shards)
        for (let from = 0; from < each.hashes.length >> 1; from++) {
          if (each.hashes[2 * from] === 0 && each.hashes[2 * from + 1] === 0) continue
          whole.hashes.set(each.hashes.subarray(2 * from, 2 * from + 2), 2 * at)
          for (const [column, values] of each.columns.entries()) whole.columns[column]![at] = values[from]!
          at++
        }
      return {
        columns: names.map((name) => `${name} ${columns[name]}`),
        forgotten,
        hashes: textOf(whole.hashes),
        values: whole.columns.map(textOf),
      }
    },
    restore(snapshot) {
      const own = names.map((name) => `${name} ${columns[name]}`)
      if (own.join() !== snapshot.columns.join())
        throw new Error(`the snapshot has the columns ${snapshot.columns.join()}, the table ${own.join()}`)
      shards = emptyShards()
      size = 0
      const hashes = new Uint32Array(bytesIn(snapshot.hashes))
      const values = snapshot.values.map((text, column) => arrayOf(kinds[column]!, text))
      for (let at = 0; at < hashes.length >> 1; at++) {
        seek({ high: hashes[2 * at]!, low: hashes[2 * at + 1]! }, true)
        for (const [column, each] of values.entries()) shard.columns[column]![slot] = each[at]!
      }
      ;({ forgotten } = snapshot)
    },
  }
}

const textOf = ({ buffer, byteOffset, byteLength }: Column | Uint32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')

function bytesIn(text: string): ArrayBuffer {
  const bytes = Buffer.from(text, 'base64')
  // A copy of its own, aligned: the buffer may be a part of a pool.
  return new Uint8Array(bytes).buffer
}

function arrayOf(kind: ColumnKind, text: string): Column {
  const bytes = bytesIn(text)
  if (kind === 'u16') return new Uint16Array(bytes)
  if (kind === 'u32') return new Uint32Array(bytes)
  return kind === 'f32' ? new Float32Array(bytes) : new Float64Array(bytes)
}
