/** The memory that the scan works on, in plain TypeScript. `wasm/memory.ts` takes the place of this file in WebAssembly. */
import { GRAM_BUCKETS, GRAM_OF_FOUR, GRAM_OF_THREE, GRAM_PAIR, GRAM_THIRD, GRAM_WHOLE, HIGH, STATE } from './layout.ts'

let bytes = new Uint8Array(0)
let words = new Int32Array(0)
let view = new DataView(new ArrayBuffer(0))

/** The memory that all calls below are about, until another is attached. */
export function attach(memory: ArrayBuffer): void {
  if (words.buffer === memory) return
  bytes = new Uint8Array(memory)
  words = new Int32Array(memory)
  view = new DataView(memory)
}

export function byte(at: i32): i32 {
  return bytes[at]!
}

export function setByte(at: i32, value: i32): void {
  bytes[at] = value
}

/** Half a word, at an even address. */
export function half(at: i32): i32 {
  return bytes[at]! | (bytes[at + 1]! << 8)
}

/** A word at an address that is a multiple of 4. */
export function word(at: i32): i32 {
  return words[at >> 2]!
}

export function setWord(at: i32, value: i32): void {
  words[at >> 2] = value
}

/** Four bytes at any address. */
export function four(at: i32): i32 {
  return view.getInt32(at, true)
}

export function multiply(a: i32, b: i32): i32 {
  return Math.imul(a, b)
}

/** The quote that closes a string whose content begins at `at`, if nothing but plain ASCII is before it; else -1. */
export function closingQuote(at: i32): i32 {
  const from = bytes
  const plain = PLAIN
  while (plain[from[at]!]) at++
  return from[at] === 0x22 ? at : -1
}

/** Bytes of strings that are themselves. */
const PLAIN = Uint8Array.from({ length: 0x100 }, (_, code) =>
  code >= 0x20 && code < 0x80 && code !== 0x22 && code !== 0x5c ? 1 : 0,
)

/** The first quote, backslash or control character at or after `at`. Bytes above 0x7f on the way are noted. */
export function endOfRun(at: i32): i32 {
  const from = bytes
  let high = 0
  for (;;) {
    const code = from[at]!
    if (code === 0x22 || code === 0x5c || code < 0x20) break
    high |= code
    at++
  }
  if (high > 0x7f) words[HIGH >> 2] = 1
  return at
}

/** The first line break at or after `at`. */
export function endOfLine(at: i32): i32 {
  return bytes.indexOf(10, at)
}

/** Walks until something is met, says where it then is (and leaves the state); `end + 1` if nothing was. */
export function walk(at: i32, end: i32, table: i32, classes: i32, threshold: i32, state: i32): i32 {
  const from = bytes
  const rows = words
  table >>= 2
  while (at < end) {
    state = rows[table + state + from[classes + from[at++]!]!]!
    if (state >= threshold) {
      rows[STATE >> 2] = state
      return at
    }
  }
  return end + 1
}

/** Whether some gram of the text is in the filter; only those at every so many bytes (one or two) are looked at. */
export function hasGram(at: i32, end: i32, grams: i32, stride: i32): i32 {
  const from = bytes
  for (end -= 3; at <= end; at += stride) {
    const pair = from[at]! | (from[at + 1]! << 8) | 0x2020
    const third = from[at + 2]! | 0x20
    const sizes = from[grams + (((pair * GRAM_PAIR + third * GRAM_THIRD) & 0xffff) >> 2)]!
    if (sizes) {
      const gram = pair | (third << 16)
      if (sizes & GRAM_OF_THREE && hasBit(gram, grams)) return 1
      if (sizes & GRAM_OF_FOUR && hasBit(gram | ((from[at + 3]! | 0x20) << 24), grams)) return 1
    }
  }
  return 0
}

function hasBit(gram: i32, grams: i32): i32 {
  const bit = Math.imul(gram, GRAM_WHOLE) >>> 17
  return (bytes[grams + GRAM_BUCKETS + (bit >> 3)]! >> (bit & 7)) & 1
}
