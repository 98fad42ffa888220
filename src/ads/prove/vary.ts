/** Other courses that the same case could have taken: its records in another order, or further apart. */
import type { SampleRecord } from '../sample.ts'
import { moved, timeOf } from './retime.ts'

/** All orders of up to four records; of more, the reverse and a fixed choice of others. */
const MOST = 24

/** A record and where it stands in time. */
interface Timed {
  readonly record: SampleRecord
  readonly time: number
}

/** The records in order of time. Throws where one of them states none, so that it cannot be moved. */
const timed = (records: readonly SampleRecord[]): Timed[] =>
  records
    .map((record) => {
      const time = timeOf(record.record)
      if (time === undefined)
        throw new Error(`line ${record.line} states no time, so that it cannot be moved: write its time as RFC 3339`)
      return { record, time }
    })
    .toSorted((a, b) => a.time - b.time)

const at = ({ record, time }: Timed, then: number): SampleRecord => ({
  ...record,
  record: moved(record.record, then - time),
})

/** The same records in other orders, each at a time at which one of them was. */
export function reordered(records: readonly SampleRecord[]): SampleRecord[][] {
  const all = timed(records)
  return orders(all.length).map((order) => all.map(({ time }, slot) => at(all[order[slot] ?? slot] as Timed, time)))
}

/** Orders of the numbers from 0, without the natural one. */
function orders(length: number): number[][] {
  const natural = Array.from({ length }, (_, index) => index)
  if (length <= 4) return permutations(natural).slice(1)
  const chosen = new Map([[natural.toReversed().join(), natural.toReversed()]])
  // A fixed sequence of numbers: a proof that is repeated is the same proof.
  let seed = 42
  const draw = (below: number): number => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return (seed >>> 8) % below
  }
  while (chosen.size < MOST - 1) {
    const order = [...natural]
    for (let last = length - 1; last > 0; last -= 1) {
      const other = draw(last + 1)
      const kept = order[last] as number
      order[last] = order[other] as number
      order[other] = kept
    }
    if (order.join() !== natural.join()) chosen.set(order.join(), order)
  }
  return [...chosen.values()]
}

const permutations = (items: readonly number[]): number[][] =>
  items.length < 2
    ? [[...items]]
    : items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]))

/** The same records, all gaps longer by the same factor, so that the whole takes `span` milliseconds, if it did not take longer. */
export function stretched(records: readonly SampleRecord[], span: number): SampleRecord[] {
  const all = timed(records)
  const start = all[0]?.time ?? 0
  const taken = (all.at(-1)?.time ?? 0) - start
  const share = ({ time }: Timed, index: number): number =>
    taken > 0 ? (time - start) / taken : index / Math.max(1, all.length - 1)
  return all.map((one, index) => at(one, start + Math.floor(share(one, index) * Math.max(span, taken))))
}

/** For each gap: the same records, that gap alone longer, so that the whole takes `span` milliseconds, if it did not take longer. */
export function parted(records: readonly SampleRecord[], span: number): SampleRecord[][] {
  const all = timed(records)
  const more = Math.max(0, span - ((all.at(-1)?.time ?? 0) - (all[0]?.time ?? 0)))
  return all.slice(1).map((_, gap) => all.map((one, index) => at(one, one.time + (index > gap ? more : 0))))
}
