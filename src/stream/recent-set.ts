/** A set that keeps what was added last: at least half of `capacity`, at most all of it. What goes, goes at once, so that nothing is kept in order. */
export interface RecentSet<K> {
  /** Whether it was new. */
  add(key: K): boolean
  has(key: K): boolean
}

export function createRecentSet<K>(capacity: number): RecentSet<K> {
  let [young, old] = [new Set<K>(), new Set<K>()]
  return {
    add(key) {
      const { size } = young
      young.add(key)
      if (young.size === size) return false
      const isNew = !old.has(key)
      if (young.size >= capacity / 2) [young, old] = [new Set(), young]
      return isNew
    },
    has: (key) => young.has(key) || old.has(key),
  }
}
