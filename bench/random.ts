/** Seeded chance: the same seed gives the same records on every machine and in every year. */

/** A small generator of pseudo-random numbers (xorshift, 32 bits), and what lanes draw with it. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed | 0 || 1
    for (let i = 0; i < 8; i++) this.next()
  }

  /** A whole number from 0 to 2^32 - 1. */
  next(): number {
    let state = this.#state
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    this.#state = state
    return state >>> 0
  }

  /** A whole number from `least` up to, not including, `end`. */
  between(least: number, end: number): number {
    return least + (this.next() % (end - least))
  }

  chance(share: number): boolean {
    return this.next() < share * 2 ** 32
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.next() % choices.length]!
  }

  /** Like `pick`, the first choices far more often than the last, as names and addresses are in life. */
  often<T>(choices: readonly T[]): T {
    const share = this.next() / 2 ** 32
    return choices[Math.floor(share * share * share * choices.length)]!
  }

  hex(digits: number): string {
    let text = ''
    while (text.length < digits) text += this.next().toString(16).padStart(8, '0')
    return text.slice(0, digits)
  }

  /** Letters and digits as Kubernetes puts them at the end of names. */
  suffix(length: number): string {
    return Array.from({ length }, () => this.pick('bcdfghjklmnpqrstvwxz2456789'.split(''))).join('')
  }

  uuid(): string {
    const hex = this.hex(32)
    return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
  }

  /** Fills `{name}` in a text; what is not known is left. */
  fill(text: string, known: Record<string, () => string | number>): string {
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(known[name]?.() ?? whole))
  }
}
