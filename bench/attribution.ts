/**
 * What attribution costs an event, and what it keeps of a container, at 100,000 containers that live. By itself:
 * `node --conditions=tallyman-unbuilt bench/attribution.ts`; or with `npm run bench`.
 */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { attribute } from '../src/attribute/attribute.ts'
import type { Event } from '../src/model/event.ts'
import { createPopulation, type Living } from './containers.ts'
import type { Cost } from './figures.ts'
import { measureCpu, medianOf } from './measured.ts'
import { Random } from './random.ts'

const CONTAINERS = 100_000
const START = Date.UTC(2026, 0, 1)
/** Events a second of event time. */
const RATE = 10_000
/**
 * Events that are made before the clock starts, as many as ingest gives at once: made long before, they would have to be fetched from
 * the memory; and of so many nothing of attribution's own is left in the caches.
 */
const BLOCK = 200
const BLOCKS = 100
/** Containers that begin together: some of the events of a block are of each. */
const FIRST = 40

export interface AttributionCosts {
  readonly costs: Cost[]
  /** Bytes for each container in its pod, with its address, and of all of them. */
  readonly perContainer: number
  readonly total: number
}

export function measureAttribution(rounds: number): AttributionCosts {
  const random = new Random(7)
  const { containers, begun, processSays, flowSays, mixed } = createPopulation(CONTAINERS, random)
  let time = START
  const before = heap()
  const stage = attribute()
  const observe = (events: readonly Event[]): number =>
    measureCpu(() => {
      for (const event of events) stage.observe(event)
    })

  // Each is told of by every source before the clock starts: what is met for the first time costs more, and is told apart.
  let first = 0
  for (const from of containers.keys().filter((at) => at % FIRST === 0)) {
    time += (BLOCK * 1_000) / RATE
    first += observe(containers.slice(from, from + FIRST).flatMap((each) => begun(each, time)))
  }
  for (const from of containers.keys().filter((at) => at % FIRST === 0)) {
    time += (BLOCK * 1_000) / RATE
    const others = containers.slice(from, from + FIRST)
    first += observe(
      others.flatMap((each, at) => [...processSays(each, time), ...flowSays(each, others.at(at - 1), time)]),
    )
  }
  const total = heap() - before

  const perEvent = (pick: (containers: readonly Living[]) => Living): number => {
    const round = (): number => {
      let [seconds, count] = [0, 0]
      for (let block = 0; block < BLOCKS; block++) {
        const events = Array.from({ length: BLOCK }, (_, at) => mixed(pick, time + (at * 1_000) / RATE)).flat()
        time += (BLOCK * 1_000) / RATE
        seconds += observe(events)
        count += events.length
      }
      return seconds / count
    }
    // The first round is for the compiler.
    return medianOf(Array.from({ length: rounds + 1 }, round).slice(1)) * 1e6
  }
  const at = `attribution at ${CONTAINERS.toLocaleString('en')} containers`
  const costs = [
    { what: `${at}, events of any of them`, microseconds: perEvent((all) => random.pick(all)) },
    { what: `${at}, most events of few of them`, microseconds: perEvent((all) => random.often(all)) },
    { what: 'one look-up among so many, for comparison', microseconds: measureLookUp(containers, random) },
    { what: `${at}, the first five events of one`, microseconds: (first / CONTAINERS) * 1e6 },
  ]
  return { costs, perContainer: total / CONTAINERS, total }
}

/** To find what is known of a container by its id, as a record has it, and to read one word of that. */
function measureLookUp(containers: readonly Living[], random: Random): number {
  const known = new Map(containers.map(({ id }, at) => [id, { at, of: { at } }]))
  let [seconds, sum] = [0, 0]
  for (let block = 0; block < BLOCKS * 5; block++) {
    const ids = JSON.parse(JSON.stringify(Array.from({ length: BLOCK }, () => random.pick(containers).id))) as string[]
    seconds += measureCpu(() => {
      for (const id of ids) sum += known.get(id)?.of.at ?? 0
    })
  }
  if (sum === 0) throw new Error('nothing was found')
  return (seconds / (BLOCKS * 5 * BLOCK)) * 1e6
}

const collect = ((): (() => void) => {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
})()
function heap(): number {
  collect()
  return process.memoryUsage().heapUsed
}

if (import.meta.main) {
  const { costs, perContainer, total } = measureAttribution(5)
  for (const { what, microseconds } of costs) process.stdout.write(`${what}: ${microseconds.toFixed(2)} µs\n`)
  process.stdout.write(`${perContainer.toFixed(0)} bytes a container, ${(total / 1e6).toFixed(0)} MB in all\n`)
}
