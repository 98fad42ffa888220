/** Things in order of time, of which the oldest leave: a queue that takes a late one at its place. */

export interface Timed {
  readonly time: number
}

export class Timeline<Item extends Timed> {
  #items: Item[] = []
  /** Where the first that has not left stands; what has left is cut off once it is half of all. */
  #start = 0

  get length(): number {
    return this.#items.length - this.#start
  }

  get first(): Item | undefined {
    return this.#items[this.#start]
  }

  get last(): Item | undefined {
    return this.#items.length > this.#start ? this.#items.at(-1) : undefined
  }

  /** The item at the index; the first is 0. */
  at(index: number): Item | undefined {
    return this.#items[this.#start + index]
  }

  /** Nearly always an append: only late ones are looked a place for. Those of the same time stay in order of arrival. */
  add(item: Item): void {
    const { last } = this
    if (last === undefined || last.time <= item.time) this.#items.push(item)
    else this.#items.splice(this.#start + this.countUntil(item.time), 0, item)
  }

  shift(): Item | undefined {
    const item = this.first
    if (item === undefined) return undefined
    this.#start++
    if (this.#start > 16 && this.#start * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#start)
      this.#start = 0
    }
    return item
  }

  delete(item: Item): void {
    for (let index = this.countBefore(item.time); this.at(index)?.time === item.time; index++) {
      if (this.at(index) !== item) continue
      this.#items.splice(this.#start + index, 1)
      return
    }
  }

  /** How many have a time before this one. */
  countBefore(time: number): number {
    return this.#count((item) => item.time < time)
  }

  /** How many have a time not after this one. */
  countUntil(time: number): number {
    return this.#count((item) => item.time <= time)
  }

  /** How many come before the first that is not so; all that are so come first. */
  #count(isSo: (item: Item) => boolean): number {
    let low = this.#start
    let high = this.#items.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const item = this.#items[middle]
      if (item !== undefined && isSo(item)) low = middle + 1
      else high = middle
    }
    return low - this.#start
  }

  /** The latest with a time not after this one. */
  latestUntil(time: number): Item | undefined {
    const count = this.countUntil(time)
    return count === 0 ? undefined : this.at(count - 1)
  }

  /** The earliest with a time not before this one. */
  earliestFrom(time: number): Item | undefined {
    return this.at(this.countBefore(time))
  }

  toArray(): Item[] {
    return this.#items.slice(this.#start)
  }

  clear(): void {
    this.#items = []
    this.#start = 0
  }
}
