/** In which places things were met, and when. Bounded: the thing that was in no new place for longest is forgotten first. */

/** Epoch milliseconds of the first and last time. */
export interface Span {
  since: number
  last: number
}

export interface Pairs {
  meet(thing: string, place: string, at: number): void
  placesOf(thing: string): ReadonlyMap<string, Readonly<Span>>
}

/** Of one thing; the one that it came to first leaves first. */
const PLACES = 2_000
const NOWHERE: ReadonlyMap<string, Span> = new Map()

/** `capacity`: places of all things together. */
export function createPairs(capacity: number): Pairs {
  const things = new Map<string, Map<string, Span>>()
  let count = 0
  const forgetOldest = (): void => {
    for (const [thing, places] of things) {
      if (count <= capacity) return
      things.delete(thing)
      count -= places.size
    }
  }
  return {
    meet(thing, place, at) {
      const places = things.get(thing)
      const span = places?.get(place)
      if (span) {
        if (at > span.last) span.last = at
        else if (at < span.since) span.since = at
        return
      }
      // A Map iterates in order of insertion: to insert again is to be the newest.
      things.delete(thing)
      const own = places ?? new Map<string, Span>()
      things.set(thing, own.set(place, { since: at, last: at }))
      count++
      if (own.size > PLACES) {
        const [first = ''] = own.keys()
        own.delete(first)
        count--
      }
      if (count > capacity && things.size > 1) forgetOldest()
    },
    placesOf: (thing) => things.get(thing) ?? NOWHERE,
  }
}
