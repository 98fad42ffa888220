/** Puts items in the order of event time again: each is held until nothing earlier is to be expected. Pure. */

export interface InOrder<T> {
  /** What may go on now that this item is there, in order of time. */
  take(item: T): T[]
  advance(now: number): T[]
  end(): T[]
  /** Items that came later than the lateness allows; they go on at once. */
  readonly late: number
  snapshot(): readonly T[]
  restore(items: readonly T[]): void
}

export interface OrderSettings<T> {
  readonly timeOf: (item: T) => number
  /** Decides between items of the same time, so that their order does not depend on that of arrival: negative where `one` comes first. */
  readonly compareTies: (one: T, other: T) => number
  /** Milliseconds for which an item is held after its time. */
  readonly lateness: number
  /** No more are held than this: then the earliest goes on before its time. */
  readonly most: number
}

const TOGETHER = 512

export function createInOrder<T>({ timeOf, compareTies, lateness, most }: OrderSettings<T>): InOrder<T> {
  /** Sorted from `begin` on, the earliest first: most items come nearly in order, so that little has to move. */
  const held: T[] = []
  let [begin, newest, released, late] = [0, -Infinity, -Infinity, 0]

  const comesBefore = (one: T, other: T): boolean =>
    timeOf(one) !== timeOf(other) ? timeOf(one) < timeOf(other) : compareTies(one, other) < 0
  const insert = (item: T): void => {
    let at = held.push(item) - 1
    for (; at > begin && comesBefore(item, held[at - 1]!); at--) held[at] = held[at - 1]!
    held[at] = item
  }
  const release = (until: number): T[] => {
    let end = Math.max(begin, held.length - most)
    while (end < held.length && timeOf(held[end]!) <= until) end++
    if (end === begin) return []
    const out = held.slice(begin, end)
    released = Math.max(released, timeOf(out.at(-1)!))
    begin = end
    // What is gone is let go many at a time: the others have to move.
    if (begin >= TOGETHER || begin === held.length) {
      held.splice(0, begin)
      begin = 0
    }
    return out
  }
  return {
    take(item) {
      const time = timeOf(item)
      newest = Math.max(newest, time)
      if (time < released) {
        late++
        return [...release(newest - lateness), item]
      }
      insert(item)
      return release(newest - lateness)
    },
    advance(now) {
      newest = Math.max(newest, now)
      return release(newest - lateness)
    },
    end: () => release(Infinity),
    get late() {
      return late
    },
    snapshot: () => held.slice(begin),
    restore(items) {
      held.splice(0, held.length, ...items)
      begin = 0
    },
  }
}
