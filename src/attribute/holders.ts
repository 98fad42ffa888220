/** Who held an address at a time: an address belonged to that pod then. */
import { hasEndIn, type Word } from './history.ts'
import type { Manifest } from './manifest.ts'
import { secondsBetween, type Span } from './seconds.ts'
import type { Thing } from './thing.ts'

/** Milliseconds by which a holder may have had its address before anybody said so: it is given one, and told of a little later. */
const TOLD_LATE = 10_000

/** Several where it cannot be told which, or where networks that do not touch use the same addresses. */
export function holdersOf(address: Thing, manifest: Manifest, at: number): Thing[] {
  const words = address.words.filter(({ relation }) => relation === 'held-by')
  const holding = words.filter((word) => holds(word, words, manifest, at)).map(({ object }) => manifest.current(object))
  // A pod has the address of the container that holds it together.
  return holding.filter(
    (each, index) =>
      holding.indexOf(each) === index &&
      !holding.some((other) => manifest.objectOf(each, 'part-of', 'pod', at) === other),
  )
}

/** From when until when nobody else is said to hold it than at this time, as long as nothing more is said of it. */
export function spanOf({ words }: Thing, manifest: Manifest, at: number): Span {
  let [from, until] = [-Infinity, Infinity]
  const narrow = (time: number): void => {
    if (time <= at) from = Math.max(from, time)
    else until = Math.min(until, time)
  }
  for (const { relation, object, first, last } of words) {
    if (relation !== 'held-by') continue
    // At the very time that it is said it may be otherwise than after it.
    for (const time of [first - TOLD_LATE, first, last, ...manifest.current(object).ends]) {
      narrow(time)
      narrow(time + 1)
    }
  }
  return secondsBetween(from, until)
}

function holds(word: Word<Thing>, all: readonly Word<Thing>[], manifest: Manifest, at: number): boolean {
  const { first, last } = word
  const holder = manifest.current(word.object)
  if (first <= at && at <= last) return true
  if (at < first) return first - at <= TOLD_LATE && !hasEndIn(holder.ends, at, first)
  return !hasEndIn(holder.ends, last, at) && !all.some((other) => takesFrom(other, word, manifest, at))
}

/** Another of the same network has it since: there it can be only one's at a time. */
function takesFrom(other: Word<Thing>, word: Word<Thing>, manifest: Manifest, at: number): boolean {
  if (other === word || !(word.last < other.first && other.first <= at)) return false
  const [a, b] = [manifest.current(word.object), manifest.current(other.object)]
  return a.type === b.type && (a.type !== 'container' || a.engine === b.engine)
}
