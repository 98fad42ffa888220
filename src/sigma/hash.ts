/** A keyed hash of 64 bits over words: HalfSipHash-1-3. Without the key nobody can make a word that collides with another. */

export interface Hash {
  readonly high: number
  readonly low: number
}

/** Two numbers of 32 bits. Whoever keeps hashes keeps it with them. */
export type HashKey = readonly [number, number]

/** From so many characters on, copying them out at once is cheaper than asking for each. */
const LONG = 24

/** Answers with the same object each time: take its two halves before the next word. */
export function createHasher([first, second]: HashKey): (text: string) => Hash {
  const answer = { high: 0, low: 0 }
  let bytes = Buffer.alloc(4096)
  let words = new Int32Array(bytes.buffer)

  /** Puts the text into `words` and says how many it is; the last holds what is left over, and the length. */
  function spell(text: string): number {
    const { length } = text
    const room = 4 * ((length >>> 1) + 1)
    if (room > bytes.length) {
      bytes = Buffer.alloc(room)
      words = new Int32Array(bytes.buffer)
    }
    // As many bytes of UTF-8 as characters: it is ASCII, of which no byte has its highest bit, and so that bit says which way it was.
    if (length >= LONG && bytes.write(text) === length) {
      const last = length >>> 2
      const left = (1 << (8 * (length & 3))) - 1
      words[last] = (length << 24) | 0x80_0000 | (words[last]! & left)
      return last + 1
    }
    const last = length >>> 1
    for (let at = 0; at < last; at++) words[at] = text.charCodeAt(2 * at) | (text.charCodeAt(2 * at + 1) << 16)
    words[last] = (length << 24) | (length & 1 ? text.charCodeAt(length - 1) : 0)
    return last + 1
  }

  return (text) => {
    let v0 = first | 0
    let v1 = (second ^ 0xee) | 0
    let v2 = (first ^ 0x6c796765) | 0
    let v3 = (second ^ 0x74656462) | 0

    const count = spell(text)
    // Written out where it is used most: a call with four results would allocate them.
    for (let at = 0; at < count; at++) {
      const word = words[at]!
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
