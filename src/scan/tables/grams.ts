/** Filters of grams: of each needle those four bytes that are rarest in what has been seen. */
import { GRAM_BITS } from '../core/layout.ts'
import type { Arena } from './arena.ts'

/** How often each hash of four bytes has been seen. */
export type GramCounts = Uint32Array

const hashOf = (a: number, b: number, c: number, d: number): number =>
  Math.imul(a | (b << 8) | (c << 16) | (d << 24) | 0x20202020, -1640531535) >>> (32 - GRAM_BITS)

export function countGrams(sample: Uint8Array): GramCounts {
  const counts = new Uint32Array(1 << GRAM_BITS)
  for (let at = 0; at + 4 <= sample.length; at++) {
    const hash = hashOf(sample[at]!, sample[at + 1]!, sample[at + 2]!, sample[at + 3]!)
    counts[hash] = (counts[hash] ?? 0) + 1
  }
  return counts
}

/** Writes a filter for needles that are looked for at every so many bytes: each is in it with a gram for each of its shifts. */
export function writeGrams(needles: readonly Uint8Array[], stride: number, counts: GramCounts, arena: Arena): number {
  const filter = arena.take(1 << (GRAM_BITS - 3))
  const bits = arena.bytes
  for (const needle of needles)
    for (let shift = 0; shift < stride; shift++) {
      let rarest = -1
      for (let at = shift; at + 4 <= needle.length; at += stride) {
        const hash = hashOf(needle[at]!, needle[at + 1]!, needle[at + 2]!, needle[at + 3]!)
        if (rarest < 0 || counts[hash]! < counts[rarest]!) rarest = hash
      }
      bits[filter + (rarest >> 3)] = bits[filter + (rarest >> 3)]! | (1 << (rarest & 7))
    }
  return filter
}
