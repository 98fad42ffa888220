/** Choices drawn from bytes: what is generated shrinks as the bytes do, and a fuzzer can steer it. */
import { type Arbitrary, noBias, uint8Array } from 'fast-check'

/** Draws choices from bytes; past their end it draws the first choice of everything, so fewer bytes mean less. */
export class Dice {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** A number from 0 up to, not including, `sides` (at most 65,536). */
  roll(sides: number): number {
    const low = this.#bytes[this.#at++] ?? 0
    const high = sides > 256 ? (this.#bytes[this.#at++] ?? 0) : 0
    return (high * 256 + low) % sides
  }

  /** True about so many times in a hundred. */
  chance(percent: number): boolean {
    return this.roll(256) >= 256 - percent * 2.56
  }

  pick<T>(choices: readonly T[]): T {
    const choice = choices[this.roll(choices.length)]
    if (choice === undefined) throw new RangeError('nothing to choose from')
    return choice
  }

  /** From `least` to `most` of what `make` makes. */
  some<T>(least: number, most: number, make: () => T): T[] {
    return Array.from({ length: least + this.roll(most - least + 1) }, make)
  }
}

/** What `make` makes of thrown dice. */
export const arbitraryFrom = <T>(make: (dice: Dice) => T, bytes: number): Arbitrary<T> =>
  noBias(uint8Array({ minLength: bytes >> 1, maxLength: bytes, size: 'max' })).map((thrown) => make(new Dice(thrown)))
