/** Filters of grams: of each needle those bytes that are rarest in what has been seen. */
import {
  GRAM_BITS,
  GRAM_BUCKETS,
  GRAM_OF_FOUR,
  GRAM_OF_THREE,
  GRAM_PAIR,
  GRAM_THIRD,
  GRAM_WHOLE,
} from '../core/layout.ts'
import type { Arena } from './arena.ts'

/** How often each hash of three bytes has been seen. */
export type GramCounts = Uint32Array

export const NO_GRAMS: GramCounts = new Uint32Array(GRAM_BUCKETS)

/** Three bytes; capital and small letters are the same, and so are some others. */
function gramAt(bytes: Uint8Array, at: number): number {
  return bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | 0x202020
}

const bucketOf = (gram: number): number => (((gram & 0xffff) * GRAM_PAIR + (gram >> 16) * GRAM_THIRD) & 0xffff) >> 2
const bitOf = (gram: number): number => Math.imul(gram, GRAM_WHOLE) >>> 17

export function countGrams(sample: Uint8Array): GramCounts {
  const counts = new Uint32Array(GRAM_BUCKETS)
  for (let at = 0; at + 3 <= sample.length; at++) counts[bucketOf(gramAt(sample, at))]!++
  return counts
}

/** Writes a filter that is asked at every so many bytes: each needle is in it with a gram for each shift that it may have. */
export function writeGrams(needles: readonly Uint8Array[], stride: number, counts: GramCounts, arena: Arena): number {
  const filter = arena.take(GRAM_BUCKETS + GRAM_BITS / 8)
  const { bytes } = arena
  const countAt = (needle: Uint8Array, at: number): number => counts[bucketOf(gramAt(needle, at))]!
  for (const needle of needles)
    for (let shift = 0; shift < stride; shift++) {
      let rarest = shift
      for (let at = shift; at + 3 <= needle.length; at += stride)
        if (countAt(needle, at) < countAt(needle, rarest)) rarest = at
      const three = gramAt(needle, rarest)
      // The byte behind it tells more, where it is still the needle's.
      const fourth = needle[rarest + 3]
      bytes[filter + bucketOf(three)]! |= fourth === undefined ? GRAM_OF_THREE : GRAM_OF_FOUR
      const bit = bitOf(fourth === undefined ? three : three | ((fourth | 0x20) << 24))
      bytes[filter + GRAM_BUCKETS + (bit >> 3)]! |= 1 << (bit & 7)
    }
  return filter
}
