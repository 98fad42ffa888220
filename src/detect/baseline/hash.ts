/** A keyed hash of 64 bits over words: HalfSipHash-1-3. Without the key nobody can make a word that collides with another. */

export interface Hash {
  readonly high: number
  readonly low: number
}

/** Two numbers of 32 bits. One installation keeps one: it is part of every snapshot. */
export type HashKey = readonly [number, number]

/** Answers with the same object each time: take its two halves before the next word. */
export function createHasher([first, second]: HashKey): (text: string) => Hash {
  const answer = { high: 0, low: 0 }
  return (text) => {
    let v0 = first | 0
    let v1 = (second ^ 0xee) | 0
    let v2 = (first ^ 0x6c796765) | 0
    let v3 = (second ^ 0x74656462) | 0

    // Written out where it is used most: a call with four results would allocate them.
    const { length } = text
    const even = length & ~1
    for (let at = 0; at <= length; at += 2) {
      // Two UTF-16 units are a word; the last word holds what is left over and the length.
      const word =
        at < even
          ? text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16)
          : (length << 24) | (length & 1 ? text.charCodeAt(at) : 0)
      v3 ^= word
      v0 = (v0 + v1) | 0
      v1 = (v1 << 5) | (v1 >>> 27)
      v1 ^= v0
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v3) | 0
      v3 = (v3 << 8) | (v3 >>> 24)
      v3 ^= v2
      v0 = (v0 + v3) | 0
      v3 = (v3 << 7) | (v3 >>> 25)
      v3 ^= v0
      v2 = (v2 + v1) | 0
      v1 = (v1 << 13) | (v1 >>> 19)
      v1 ^= v2
      v2 = (v2 << 16) | (v2 >>> 16)
      v0 ^= word
    }
    v2 ^= 0xee
    for (let round = 0; round < 6; round++) {
      v0 = (v0 + v1) | 0
      v1 = (v1 << 5) | (v1 >>> 27)
      v1 ^= v0
      v0 = (v0 << 16) | (v0 >>> 16)
      v2 = (v2 + v3) | 0
      v3 = (v3 << 8) | (v3 >>> 24)
      v3 ^= v2
      v0 = (v0 + v3) | 0
      v3 = (v3 << 7) | (v3 >>> 25)
      v3 ^= v0
      v2 = (v2 + v1) | 0
      v1 = (v1 << 13) | (v1 >>> 19)
      v1 ^= v2
      v2 = (v2 << 16) | (v2 >>> 16)
      if (round !== 2) continue
      answer.low = (v1 ^ v3) >>> 0
      v1 ^= 0xdd
    }
    answer.high = (v1 ^ v3) >>> 0
    return answer
  }
}
