/** The memory that the scan works on, in AssemblyScript: takes the place of `core/memory.ts`, function by function. */
import { GRAM_BUCKETS, HIGH, STATE } from '../core/layout'

export function byte(at: i32): i32 {
  return load<u8>(at)
}

export function setByte(at: i32, value: i32): void {
  store<u8>(at, value)
}

export function half(at: i32): i32 {
  return load<u16>(at)
}

export function word(at: i32): i32 {
  return load<i32>(at)
}

export function setWord(at: i32, value: i32): void {
  store<i32>(at, value)
}

export function four(at: i32): i32 {
  return load<i32>(at)
}

export function multiply(a: i32, b: i32): i32 {
  return a * b
}

export function closingQuote(at: i32): i32 {
  const quote = i8x16.splat(0x22)
  const backslash = i8x16.splat(0x5c)
  const space = i8x16.splat(0x20)
  while (true) {
    const bytes = v128.load(at)
    // As signed numbers, bytes above 0x7f are less than a space too.
    const ends = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, backslash)), i8x16.lt_s(bytes, space)),
    )
    if (ends) {
      at += ctz(ends)
      return load<u8>(at) == 0x22 ? at : -1
    }
    at += 16
  }
}

/** Sixteen bytes at a time. */
export function endOfRun(at: i32): i32 {
  const quote = i8x16.splat(0x22)
  const backslash = i8x16.splat(0x5c)
  const space = i8x16.splat(0x20)
  let high = 0
  while (true) {
    const bytes = v128.load(at)
    const ends = i8x16.bitmask(
      v128.or(v128.or(i8x16.eq(bytes, quote), i8x16.eq(bytes, backslash)), i8x16.lt_u(bytes, space)),
    )
    const highs = i8x16.bitmask(bytes)
    if (ends) {
      const length = ctz(ends)
      if (high | (highs & ((1 << length) - 1))) store<i32>(HIGH, 1)
      return at + length
    }
    high |= highs
    at += 16
  }
}

export function endOfLine(at: i32): i32 {
  const newline = i8x16.splat(0x0a)
  while (true) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), newline))
    if (found) return at + ctz(found)
    at += 16
  }
}

export function walk(at: i32, end: i32, table: i32, classes: i32, threshold: i32, state: i32): i32 {
  while (at < end) {
    state = load<i32>(table + ((state + <i32>load<u8>(classes + <i32>load<u8>(at))) << 2))
    at++
    if (state >= threshold) {
      store<i32>(STATE, state)
      return at
    }
  }
  return end + 1
}

export function hasGram(at: i32, end: i32, grams: i32, stride: i32, width: i32): i32 {
  const mask: u32 = width == 4 ? 0xffffffff : 0xffffff
  const last = end - width
  // Four at a time: they do not wait for each other, and hardly ever is one of them there.
  for (; at + 3 * stride <= last; at += stride << 2) {
    const found =
      load<u8>(grams + bucketOf(at, mask)) |
      load<u8>(grams + bucketOf(at + stride, mask)) |
      load<u8>(grams + bucketOf(at + (stride << 1), mask)) |
      load<u8>(grams + bucketOf(at + 3 * stride, mask))
    if (found) for (let index = 0; index < 4; index++) if (isGram(at + index * stride, grams, mask)) return 1
  }
  for (; at <= last; at += stride) if (isGram(at, grams, mask)) return 1
  return 0
}

function bucketOf(at: i32, mask: u32): u32 {
  return (((load<u32>(at) | 0x20202020) & mask) * 0x9e3779b1) >> 18
}

function isGram(at: i32, grams: i32, mask: u32): bool {
  if (!load<u8>(grams + bucketOf(at, mask))) return false
  const other: u32 = (((load<u32>(at) | 0x20202020) & mask) * 0x85ebca6b) >> 17
  return <bool>((load<u8>(grams + GRAM_BUCKETS + (other >> 3)) >> (other & 7)) & 1)
}
