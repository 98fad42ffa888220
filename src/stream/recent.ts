/** A map that keeps what was touched last: at most `capacity` entries, the stalest leaves first. */
export interface Recent<K, V> {
  get(key: K): V | undefined
  set(key: K, value: V): void
  delete(key: K): void
  values(): IterableIterator<V>
  /** The stalest first. */
  entries(): IterableIterator<[K, V]>
  readonly size: number
}

export function createRecent<K, V>(capacity: number, evicted?: (value: V) => void): Recent<K, V> {
  // A Map iterates in order of insertion: to touch is to insert again.
  const entries = new Map<K, V>()
  return {
    get(key) {
      const value = entries.get(key)
      if (value === undefined) return undefined
      entries.delete(key)
      entries.set(key, value)
      return value
    },
    set(key, value) {
      entries.delete(key)
      entries.set(key, value)
      if (entries.size <= capacity) return
      const [stalest] = entries
      if (!stalest) return
      entries.delete(stalest[0])
      evicted?.(stalest[1])
    },
    delete: (key) => void entries.delete(key),
    values: () => entries.values(),
    entries: () => entries.entries(),
    get size() {
      return entries.size
    },
  }
}
