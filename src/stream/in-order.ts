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
  /** Decides between items of the same time, so that their order does not depend on that of arrival. */
  readonly tieOf: (item: T) => string
  /** Milliseconds for which an item is held after its time. */
  readonly lateness: number
  /** No more are held than this: then the earliest goes on before its time. */
  readonly most: number
}

export function createInOrder<T>({ timeOf, tieOf, lateness, most }: OrderSettings<T>): InOrder<T> {
  /** Sorted, the earliest first: most items come nearly in order, so that little has to move. */
  let held: T[] = []
  let [newest, released, late] = [-Infinity, -Infinity, 0]

  const comesBefore = (one: T, other: T): boolean =>
    timeOf(one) !== timeOf(other) ? timeOf(one) < timeOf(other) : tieOf(one) < tieOf(other)
  const insert = (item: T): void => {
    let at = held.length
    while (at > 0 && comesBefore(item, held[at - 1]!)) at--
    held.splice(at, 0, item)
  }
  const release = (until: number): T[] => {
    const due = held.findIndex((item) => timeOf(item) > until)
    const count = Math.max(due === -1 ? held.length : due, held.length - most)
    if (count === 0) return []
    const out = held.slice(0, count)
    held = held.slice(count)
    released = Math.max(released, timeOf(out.at(-1)!))
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
    snapshot: () => [...held],
    restore: (items) => void (held = [...items]),
  }
}
