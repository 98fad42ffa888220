/** Filters of grams: of each needle those few bytes that are rarest in what has been seen. */
import { GRAM_BITS, GRAM_BUCKETS } from '../core/layout.ts'
import type { Arena } from './arena.ts'

/** How often each hash of three or four bytes has been seen. */
export type GramCounts = Uint32Array

/** How many bytes a gram has, and that it is looked for at every so many bytes. */
export interface Sieve {
  readonly width: 3 | 4
  readonly stride: number
}

function gramAt(bytes: Uint8Array, at: number, width: number): number {
  const start = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | 0x202020
  return width === 4 ? start | (bytes[at + 3]! << 24) | 0x20000000 : start
}

const bucketOf = (gram: number): number => Math.imul(gram, -1640531535) >>> 18
const bitOf = (gram: number): number => Math.imul(gram, -2048144789) >>> 17

export function countGrams(sample: Uint8Array): GramCounts {
  const counts = new Uint32Array(GRAM_BUCKETS)
  for (const width of [3, 4])
    for (let at = 0; at + width <= sample.length; at++) {
      const hash = bucketOf(gramAt(sample, at, width))
      counts[hash] = counts[hash]! + 1
    }
  return counts
}

/** Writes a filter for needles: each is in it with a gram for each shift that it may have. */
export function writeGrams(
  needles: readonly Uint8Array[],
  { width, stride }: Sieve,
  counts: GramCounts,
  arena: Arena,
): number {
  const filter = arena.take(GRAM_BUCKETS + GRAM_BITS / 8)
  const { bytes } = arena
  const countOf = (gram: number): number => counts[bucketOf(gram)]!
  for (const needle of needles)
    for (let shift = 0; shift < stride; shift++) {
      let rarest = gramAt(needle, shift, width)
      for (let at = shift; at + width <= needle.length; at += stride) {
        const gram = gramAt(needle, at, width)
        if (countOf(gram) < countOf(rarest)) rarest = gram
      }
      bytes[filter + bucketOf(rarest)] = 1
      const bit = bitOf(rarest)
      bytes[filter + GRAM_BUCKETS + (bit >> 3)]! |= 1 << (bit & 7)
    }
  return filter
}
