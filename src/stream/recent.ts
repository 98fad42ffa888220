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

const RENEWED = 1_024

export function createRecent<K, V>(capacity: number, evicted?: (value: V) => void): Recent<K, V> {
  // A Map iterates in order of insertion: to touch is to insert again.
  const entries = new Map<K, V>()
  // One iterator for many evictions: all before it are gone, and a new one would walk over their places each time. But it holds every
  // table that the Map had since it began, so that after as many touches as there are entries there is a new one.
  let oldest = entries.keys()
  let touched = 0
  /** One thing is often asked for several times in a row. */
  let newest: K | undefined
  const touch = (key: K, value: V): void => {
    if (key !== newest) entries.delete(key)
    entries.set(key, value)
    if (key === newest) return
    newest = key
    if (++touched < Math.max(RENEWED, entries.size)) return
    touched = 0
    oldest = entries.keys()
  }
  return {
    get(key) {
      const value = entries.get(key)
      if (value !== undefined) touch(key, value)
      return value
    },
    set(key, value) {
      touch(key, value)
      if (entries.size <= capacity) return
      const stalest = oldest.next().value as K
      const gone = entries.get(stalest) as V
      entries.delete(stalest)
      evicted?.(gone)
    },
    delete(key) {
      if (key === newest) newest = undefined
      entries.delete(key)
    },
    values: () => entries.values(),
    entries: () => entries.entries(),
    get size() {
      return entries.size
    },
  }
}
