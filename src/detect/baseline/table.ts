/** Numbers by a hash of 64 bits, in typed arrays: exact, a few bytes an entry, with a hard cap. */
import type { Hash } from '../../sigma/hash.ts'

/** `u16`: up to 65,535. */
type ColumnKind = 'u16' | 'u32' | 'f32' | 'f64'

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
  /** Base64 of the entries, one after the other, as they are in memory. */
  readonly entries: string
}

/** One buffer of entries, each a row of words: its hash, then its columns. Both halves of the hash are 0 where a place is empty. */
interface Shard extends Views {
  used: number
}

/** One buffer, as numbers of each kind. */
interface Views {
  words: Uint32Array
  u16: Uint16Array
  f32: Float32Array
  f64: Float64Array
}

/** Shards begin in different sizes and so grow at different times: no growth is felt, and the whole is always as full. */
const SHARDS = 256
const LEAST = 16
const FULL = 0.88
const GROWTH = 1.28
/** Where a shard has to forget, it forgets so much at once. */
const SHARE_FORGOTTEN = 1 / 8

const BYTES: { readonly [kind in ColumnKind]: number } = { u16: 2, u32: 4, f32: 4, f64: 8 }
const HASH_BYTES = 8

export function createTable<C extends string>({ columns, cap, stalest }: TableSettings<C>): Table<C> {
  const names = Object.keys(columns) as C[]
  const { offsets, stride } = layOut(columns)
  const shardCap = Math.max(1, Math.floor(cap / SHARDS))
  const emptyShard = (length: number): Shard => ({ ...viewsOf(length, stride), used: 0 })
  const emptyShards = (): Shard[] =>
    Array.from({ length: SHARDS }, (_, at) => emptyShard(Math.round(LEAST * GROWTH ** (at / SHARDS))))
  let shards = emptyShards()
  // The cursor: a shard, and the first word of an entry.
  let [shard, row, size, forgotten] = [shards[0]!, 0, 0, 0]

  const accessors = Object.fromEntries(names.map((name) => [name, accessorOf(columns[name], offsets.get(name)!)])) as {
    [name in C]: { get: () => number; set: (value: number) => void }
  }
  /** Reads and writes a column where the cursor stands; `offset` counts elements of the kind. */
  function accessorOf(kind: ColumnKind, offset: number): { get: () => number; set: (value: number) => void } {
    switch (kind) {
      case 'u16':
        return {
          get: () => shard.u16[2 * row + offset]!,
          set: (value) => void (shard.u16[2 * row + offset] = value),
        }
      case 'u32':
        return { get: () => shard.words[row + offset]!, set: (value) => void (shard.words[row + offset] = value) }
      case 'f32':
        return { get: () => shard.f32[row + offset]!, set: (value) => void (shard.f32[row + offset] = value) }
      case 'f64':
        return {
          get: () => shard.f64[(row >> 1) + offset]!,
          set: (value) => void (shard.f64[(row >> 1) + offset] = value),
        }
    }
  }
  const seenAt = (own: Shard, at: number): number => {
    const offset = offsets.get(stalest)!
    const kind = columns[stalest]
    if (kind === 'u16') return own.u16[2 * at + offset]!
    if (kind === 'f64') return own.f64[(at >> 1) + offset]!
    return kind === 'u32' ? own.words[at + offset]! : own.f32[at + offset]!
  }

  const lengthOf = ({ words }: Shard): number => words.length / stride
  /** The first word of the entry, or of the empty place where it would be. */
  const locate = (words: Uint32Array, high: number, low: number): number => {
    const end = words.length
    // `low` as a share of the whole range, so that entries stand in the order of their hashes.
    let at = Math.floor((low * (end / stride)) / 0x1_0000_0000) * stride
    while ((words[at] !== high || words[at + 1] !== low) && (words[at] !== 0 || words[at + 1] !== 0))
      at = at + stride === end ? 0 : at + stride
    return at
  }
  /** The same entries in a buffer of `length`, without those whose last sight is below `least`. */
  const rebuild = (length: number, least = -Infinity): void => {
    const old = { ...shard }
    const from = old.words
    const views = viewsOf(length, stride)
    const { words } = views
    let used = 0
    for (let at = 0; at < from.length; at += stride) {
      if ((from[at] === 0 && from[at + 1] === 0) || (least > -Infinity && seenAt(old, at) < least)) continue
      const to = locate(words, from[at]!, from[at + 1]!)
      for (let word = 0; word < stride; word++) words[to + word] = from[at + word]!
      used++
    }
    Object.assign(shard, views, { used })
  }
  const forget = (): void => {
    const times = new Float64Array(shard.used)
    let count = 0
    for (let at = 0; at < shard.words.length; at += stride)
      if (shard.words[at] !== 0 || shard.words[at + 1] !== 0) times[count++] = seenAt(shard, at)
    times.sort()
    const before = shard.used
    // All of one age: then there is no stalest, and all go.
    rebuild(lengthOf(shard), times[Math.ceil(count * SHARE_FORGOTTEN) - 1]! + 1)
    forgotten += before - shard.used
    size -= before - shard.used
  }
  const makeRoom = (): void => {
    if (shard.used >= shardCap) forget()
    const length = lengthOf(shard)
    if (shard.used + 1 > FULL * length) rebuild(Math.ceil(length * GROWTH) + 1)
  }
  const seek = ({ high, low }: Hash, make: boolean): boolean => {
    // The one hash that would look like an empty place.
    const second = high === 0 && low === 0 ? 1 : low
    shard = shards[high >>> 24]!
    row = locate(shard.words, high, second)
    if (shard.words[row] !== 0 || shard.words[row + 1] !== 0) return true
    if (!make) return false
    if (shard.used >= shardCap || shard.used + 1 > FULL * lengthOf(shard)) {
      makeRoom()
      row = locate(shard.words, high, second)
    }
    shard.words[row] = high
    shard.words[row + 1] = second
    shard.used++
    size++
    return false
  }

  return {
    seek: (hash) => seek(hash, true),
    find: (hash) => seek(hash, false),
    get: (column) => accessors[column].get(),
    set: (column, value) => accessors[column].set(value),
    get size() {
      return size
    },
    get forgotten() {
      return forgotten
    },
    get bytes() {
      return shards.reduce((sum, { words }) => sum + words.byteLength, 0)
    },
    snapshot() {
      const whole = new Uint32Array(stride * size)
      let to = 0
      for (const { words } of shards)
        for (let at = 0; at < words.length; at += stride) {
          if (words[at] === 0 && words[at + 1] === 0) continue
          whole.set(words.subarray(at, at + stride), to)
          to += stride
        }
      return {
        columns: names.map((name) => `${name} ${columns[name]}`),
        forgotten,
        entries: Buffer.from(whole.buffer).toString('base64'),
      }
    },
    restore(snapshot) {
      const own = names.map((name) => `${name} ${columns[name]}`)
      if (own.join() !== snapshot.columns.join())
        throw new Error(`the snapshot has the columns ${snapshot.columns.join()}, the table ${own.join()}`)
      shards = emptyShards()
      size = 0
      // A copy of its own, aligned: the buffer may be a part of a pool.
      const whole = new Uint32Array(new Uint8Array(Buffer.from(snapshot.entries, 'base64')).buffer)
      for (let at = 0; at < whole.length; at += stride) {
        seek({ high: whole[at]!, low: whole[at + 1]! }, true)
        shard.words.set(whole.subarray(at, at + stride), row)
      }
      ;({ forgotten } = snapshot)
    },
  }
}

function viewsOf(length: number, stride: number): Views {
  const words = new Uint32Array(stride * length)
  const { buffer } = words
  // A buffer of an odd number of words has no view of doubles; no table that needs one has such rows.
  const f64 = buffer.byteLength % BYTES.f64 === 0 ? new Float64Array(buffer) : new Float64Array(0)
  return { words, u16: new Uint16Array(buffer), f32: new Float32Array(buffer), f64 }
}

/** Where each column begins, counted in elements of its kind, and the words of a row: the widest first, so that all are aligned. */
function layOut<C extends string>(columns: { readonly [name in C]: ColumnKind }): {
  offsets: ReadonlyMap<C, number>
  stride: number
} {
  const offsets = new Map<C, number>()
  let at = HASH_BYTES
  for (const kind of ['f64', 'u32', 'f32', 'u16'] as const)
    for (const name of Object.keys(columns) as C[])
      if (columns[name] === kind) {
        offsets.set(name, at / BYTES[kind])
        at += BYTES[kind]
      }
  const unit = (Object.values(columns) as ColumnKind[]).includes('f64') ? BYTES.f64 : BYTES.u32
  return { offsets, stride: (Math.ceil(at / unit) * unit) / BYTES.u32 }
}
