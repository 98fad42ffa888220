/** The memory that the scan works on, in AssemblyScript: takes the place of `core/memory.ts`, function by function. */
import {
  GRAM_BUCKETS,
  GRAM_OF_FOUR,
  GRAM_OF_THREE,
  GRAM_PAIR,
  GRAM_THIRD,
  GRAM_WHOLE,
  HIGH,
  STATE,
} from '../core/layout'

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

/** At every other byte, eight grams at a time: they do not wait for each other, and hardly ever is one of them there. */
export function hasGram(at: i32, end: i32, grams: i32, stride: i32): i32 {
  if (stride == 2) {
    const fold = i16x8.splat(0x2020)
    const low = i16x8.splat(0xff)
    const pairFactor = i16x8.splat(<i16>GRAM_PAIR)
    const thirdFactor = i16x8.splat(<i16>GRAM_THIRD)
    for (; at + 17 <= end; at += 16) {
      const pairs = v128.or(v128.load(at), fold)
      const thirds = v128.and(v128.or(v128.load(at, 2), fold), low)
      const buckets = i16x8.shr_u(i16x8.add(i16x8.mul(pairs, pairFactor), i16x8.mul(thirds, thirdFactor)), 2)
      const found =
        load<u8>(grams + i16x8.extract_lane_u(buckets, 0)) |
        load<u8>(grams + i16x8.extract_lane_u(buckets, 1)) |
        load<u8>(grams + i16x8.extract_lane_u(buckets, 2)) |
        load<u8>(grams + i16x8.extract_lane_u(buckets, 3)) |
        load<u8>(grams + i16x8.extract_lane_u(buckets, 4)) |
        load<u8>(grams + i16x8.extract_lane_u(buckets, 5)) |
        load<u8>(grams + i16x8.extract_lane_u(buckets, 6)) |
        load<u8>(grams + i16x8.extract_lane_u(buckets, 7))
      if (found) for (let gram = at; gram < at + 16; gram += 2) if (isGram(gram, grams)) return 1
    }
  }
  for (; at + 3 <= end; at += stride) if (isGram(at, grams)) return 1
  return 0
}

function isGram(at: i32, grams: i32): bool {
  const four: u32 = load<u32>(at) | 0x20202020
  const three = four & 0xffffff
  const sizes = load<u8>(grams + ((((three & 0xffff) * GRAM_PAIR + (three >> 16) * GRAM_THIRD) & 0xffff) >> 2))
  if (!sizes) return false
  if (sizes & GRAM_OF_THREE && hasBit(three, grams)) return true
  return <bool>(sizes & GRAM_OF_FOUR) && hasBit(four, grams)
}

function hasBit(gram: u32, grams: i32): bool {
  const bit = (gram * <u32>GRAM_WHOLE) >> 17
  return <bool>((load<u8>(grams + GRAM_BUCKETS + (bit >> 3)) >> (bit & 7)) & 1)
}
