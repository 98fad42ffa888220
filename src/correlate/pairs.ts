/** Which things were met together, and when: each finds those of the other side. Bounded; the pair met longest ago is forgotten first. */
import { entityKey, type Entity } from '../model/entity.ts'
import { createRecent } from '../stream/recent.ts'

export type Named = Pick<Entity, 'type' | 'uid'>

/** Epoch milliseconds of the first and last time. */
export interface Met {
  readonly with: Named
  readonly since: number
  readonly last: number
}

export interface Pairs {
  meet(one: Named, other: Named, at: number): void
  of(one: Named): Met[]
}

interface Pair {
  readonly one: string
  readonly other: Named
  since: number
  last: number
}

export function createPairs(capacity: number): Pairs {
  const byThing = new Map<string, Set<Pair>>()
  const all = createRecent<string, Pair>(capacity, (pair) => {
    const own = byThing.get(pair.one)
    own?.delete(pair)
    if (own?.size === 0) byThing.delete(pair.one)
  })
  return {
    meet(one, other, at) {
      const [from, to] = [entityKey(one), entityKey(other)]
      const key = `${from} ${to}`
      const known = all.get(key)
      if (known) {
        known.since = Math.min(known.since, at)
        known.last = Math.max(known.last, at)
        return
      }
      const pair: Pair = { one: from, other: { type: other.type, uid: other.uid }, since: at, last: at }
      all.set(key, pair)
      const own = byThing.get(from) ?? new Set()
      byThing.set(from, own.add(pair))
    },
    of: (one) =>
      [...(byThing.get(entityKey(one)) ?? [])].map(({ other, since, last }) => ({ with: other, since, last })),
  }
}
