/** A binary heap: the least first. */
export interface Heap<T> {
  push(item: T): void
  pop(): T | undefined
  peek(): T | undefined
  readonly size: number
}

/** `compare` is negative where `a` comes first; where it is 0 the order is not promised. */
export function createHeap<T>(compare: (a: T, b: T) => number): Heap<T> {
  const items: T[] = []
  const comesFirst = (a: number, b: number): boolean => compare(items[a] as T, items[b] as T) < 0
  const swap = (a: number, b: number): void => {
    const held = items[a] as T
    items[a] = items[b] as T
    items[b] = held
  }
  return {
    push(item) {
      let at = items.push(item) - 1
      for (let above = (at - 1) >> 1; at > 0 && comesFirst(at, above); above = (at - 1) >> 1) {
        swap(at, above)
        at = above
      }
    },
    pop() {
      const least = items[0]
      const last = items.pop()
      if (items.length === 0 || last === undefined) return least
      items[0] = last
      for (let at = 0, below = least === undefined ? items.length : 1; below < items.length; below = 2 * at + 1) {
        if (below + 1 < items.length && comesFirst(below + 1, below)) below += 1
        if (!comesFirst(below, at)) break
        swap(at, below)
        at = below
      }
      return least
    },
    peek: () => items[0],
    get size() {
      return items.length
    },
  }
}
