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
  return holding.filter(
    (each, index) => holding.indexOf(each) === index && !holding.some((other) => other === hostOf(each, manifest, at)),
  )
}

/** Whose address it has: a pod that of the container that holds it together, or of its node where it shares the network of that. */
const hostOf = (holder: Thing, manifest: Manifest, at: number): Thing | undefined =>
  holder.type === 'pod'
    ? manifest.objectOf(holder, 'runs-on', 'node', at)
    : manifest.objectOf(holder, 'part-of', 'pod', at)

/** The pods that share the network of their node, and so have its address. */
export const guestsOf = ({ words }: Thing, node: Thing, manifest: Manifest, at: number): readonly string[] =>
  [
    ...new Set(
      words
        .filter(({ relation, first }) => relation === 'held-by' && first - TOLD_LATE <= at)
        .map(({ object, last }) => ({ last, pod: manifest.current(object) }))
        .filter(
          ({ last, pod }) => pod.type === 'pod' && hostOf(pod, manifest, at) === node && !hasEndIn(pod.ends, last, at),
        )
        .map(({ pod }) => pod.uid),
    ),
  ].toSorted()

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
