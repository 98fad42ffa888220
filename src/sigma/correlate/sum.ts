/** A sum of what comes and goes, that no single value can spoil. */

/** Up to here whole numbers are exact; what is larger is summed apart, so that small values are not lost when it leaves. */
const LARGE = Number.MAX_SAFE_INTEGER
/** A million of these can be summed. */
const LARGEST = 1e300

export type SumSnapshot = readonly [small: number, smallCount: number, large: number, largeCount: number]

export class RunningSum {
  #small = 0
  #smallCount = 0
  #large = 0
  #largeCount = 0

  get value(): number {
    return this.#small + this.#large
  }

  add(value: number): void {
    if (Math.abs(value) <= LARGE) {
      this.#small += value
      this.#smallCount++
    } else {
      this.#large += clamp(value)
      this.#largeCount++
    }
  }

  /** What is empty is nothing, whatever was lost in rounding. */
  remove(value: number): void {
    if (Math.abs(value) <= LARGE) this.#small = --this.#smallCount === 0 ? 0 : this.#small - value
    else this.#large = --this.#largeCount === 0 ? 0 : this.#large - clamp(value)
  }

  snapshot(): SumSnapshot {
    return [this.#small, this.#smallCount, this.#large, this.#largeCount]
  }

  restore([small, smallCount, large, largeCount]: SumSnapshot): void {
    this.#small = small
    this.#smallCount = smallCount
    this.#large = large
    this.#largeCount = largeCount
  }
}

function clamp(value: number): number {
  return Math.max(-LARGEST, Math.min(LARGEST, value))
}
