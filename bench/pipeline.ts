/**
 * What the whole pipeline costs an event, all detections at work, part by part, beside JSON.parse of the same records; and with
 * `--minutes N` a replay at full speed that fails where memory grows. By itself: `node --conditions=tallyman-unbuilt bench/pipeline.ts`.
 */
import { parseArgs } from 'node:util'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { attribute } from '../src/attribute/attribute.ts'
import { correlate } from '../src/correlate/correlate.ts'
import { detect } from '../src/detect/detect.ts'
import type { Block } from '../src/ingest/block.ts'
import { createIngest, isSetAside } from '../src/ingest/ingest.ts'
import type { Source } from '../src/ingest/source.ts'
import type { Event } from '../src/model/event.ts'
import { createPipeline } from '../src/pipeline/pipeline.ts'
import { loadContent, partsOf, type Content } from '../src/runtime/content.ts'
import { readsOf } from '../src/runtime/reads.ts'
import { createTuning } from '../src/triage/tuning.ts'
import { triage } from '../src/triage/triage.ts'
import { createLedger } from '../src/visibility/index.ts'
import { createEstate, type Written } from './lanes/estate.ts'
import { measureCpu, medianOf } from './measured.ts'
import { megabytes, printTable } from './table.ts'

const collect = ((): (() => void) => {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as () => void
})()

/** Records of one measurement. */
const RECORDS = 10_000
/** Lines of a block: about as many as a collector reads at a time. */
const BLOCK = 200

/** The next so many records as blocks, each of one file. */
function createReplay(): (records: number) => Block[] {
  const next = createEstate()
  const lines = new Map<Written['file'], number>()
  return (records) =>
    Array.from({ length: Math.ceil(records / BLOCK) }, () => {
      const files = Map.groupBy(Array.from({ length: BLOCK }, next), ({ file }) => file)
      return [...files].map(([file, written]) => {
        const firstLine = lines.get(file) ?? 1
        lines.set(file, firstLine + written.length)
        return { file, firstLine, bytes: Buffer.from(`${written.map(({ line }) => line).join('\n')}\n`) }
      })
    }).flat()
}

/** As `scan` and `watch` build it. */
function createWhole(
  content: Content,
  count: (what: 'events' | 'alerts' | 'incidents') => void,
): (block: Block) => void {
  const ingest = createIngest({ sources: content.sources })
  const ledger = createLedger({ reads: readsOf(content) })
  const journal = { event: () => count('events'), alert: () => count('alerts'), incident: () => count('incidents') }
  const pipeline = createPipeline({ ...partsOf(content), journal, ledger, tuning: createTuning(content.tuning) })
  return (block) => {
    for (const outcome of ingest.observe(block)) {
      if (isSetAside(outcome)) ledger.aside(outcome)
      else pipeline.observe(outcome)
    }
  }
}

function parseAll({ bytes }: Block): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let start = 0; start < buffer.length;) {
    const end = buffer.indexOf(10, start)
    JSON.parse(buffer.toString('utf8', start, end))
    start = end + 1
  }
}

type Part = 'parse' | 'recognise' | 'map' | 'attribute' | 'visibility' | 'detect' | 'triage' | 'correlate'

/** The same stages, a block at a time, each with its own clock. What is recognised and not mapped is told apart by sources that map nothing. */
function createParts(content: Content): (blocks: readonly Block[]) => Map<Part, number> {
  const mapless = new Map(
    [...content.sources].map(([id, source]): [string, Source] => [id, { ...source, read: () => ({ redundant: '' }) }]),
  )
  const [ingest, recogniser] = [createIngest({ sources: content.sources }), createIngest({ sources: mapless })]
  const ledger = createLedger({ reads: readsOf(content) })
  const stages = {
    attribute: attribute(),
    detect: detect(partsOf(content).detections),
    triage: triage(createTuning(content.tuning)),
    correlate: correlate(),
  }
  return (blocks) => {
    const taken = new Map<Part, number>()
    const timed = <T>(part: Part, work: () => T): T => {
      let result: T
      taken.set(part, (taken.get(part) ?? 0) + measureCpu(() => (result = work())))
      return result!
    }
    for (const block of blocks) {
      timed('parse', () => parseAll(block))
      timed('recognise', () => recogniser.observe(block))
      const events: Event[] = []
      for (const outcome of timed('map', () => ingest.observe(block)))
        if (isSetAside(outcome)) ledger.aside(outcome)
        else events.push(outcome)
      const attributed = timed('attribute', () => events.flatMap((event) => stages.attribute.observe(event)))
      const seen = timed('visibility', () => attributed.flatMap((event) => ledger.observe(event)))
      const matches = timed('detect', () => seen.flatMap((event) => stages.detect.observe(event)))
      const alerts = timed('triage', () => matches.flatMap((match) => stages.triage.observe(match)))
      timed('correlate', () => alerts.flatMap((alert) => stages.correlate.observe(alert)))
    }
    return taken
  }
}

function printParts(rounds: readonly ReadonlyMap<Part | 'whole', number>[]): void {
  const microseconds = (part: Part | 'whole'): number =>
    (medianOf(rounds.map((round) => round.get(part) ?? 0)) / RECORDS) * 1e6
  const parse = microseconds('parse')
  // Each holds the one before it.
  const recognise = microseconds('recognise')
  const rows: [string, number][] = [
    ['JSON.parse alone', parse],
    ['framing and recognition', recognise - parse],
    ['mapping', microseconds('map') - recognise],
    ...(['attribute', 'visibility', 'detect', 'triage', 'correlate'] as const).map((part): [string, number] => [
      part,
      microseconds(part),
    ]),
    ['the whole', microseconds('whole')],
  ]
  printTable([
    ['part', 'µs', 'of parse'],
    ...rows.map(([part, cost]) => [part, cost.toFixed(2), `${(cost / parse).toFixed(2)}x`]),
  ])
}

function measure(content: Content, rounds: number): void {
  const counts = { events: 0, alerts: 0, incidents: 0 }
  const [whole, parts, replay] = [
    createWhole(content, (what) => void counts[what]++),
    createParts(content),
    createReplay(),
  ]
  const round = (): Map<Part | 'whole', number> => {
    const blocks = replay(RECORDS)
    collect()
    const all = measureCpu(() => blocks.forEach(whole))
    collect()
    return new Map<Part | 'whole', number>([...parts(blocks), ['whole', all]])
  }
  // The first two are for the compiler.
  const taken = Array.from({ length: rounds + 2 }, round).slice(2)
  console.log(
    `${content.detections.length} detections, ${rounds} rounds of ${RECORDS} records; ${counts.events} events, ${counts.alerts} words of alerts, ${counts.incidents} of incidents\n`,
  )
  printParts(taken)
}

/** How much the heap may grow from the middle of the replay to its end: what is bounded is full by then. */
const GROWTH = 0.1

function watchMemory(content: Content, minutes: number): void {
  const counts = { events: 0, alerts: 0, incidents: 0 }
  const [whole, replay] = [createWhole(content, (what) => void counts[what]++), createReplay()]
  const samples: { minute: number; heap: number; rss: number; events: number }[] = []
  const [start, every] = [performance.now(), Math.max(0.25, minutes / 40)]
  for (let minute = 0; minute < minutes; minute = (performance.now() - start) / 60_000) {
    replay(BLOCK * 10).forEach(whole)
    if (minute < samples.length * every) continue
    collect()
    const { heapUsed: heap, arrayBuffers, rss } = process.memoryUsage()
    samples.push({ minute, heap: heap + arrayBuffers, rss, events: counts.events })
    console.log(
      `${minute.toFixed(1)} min: ${counts.events} events, ${counts.alerts} words of alerts, heap ${megabytes(heap)}, buffers ${megabytes(arrayBuffers)}, resident ${megabytes(rss)}`,
    )
  }
  const [middle, last] = [samples[samples.length >> 1]!, samples.at(-1)!]
  const growth = last.heap / middle.heap - 1
  console.log(`from the middle to the end: ${(growth * 100).toFixed(1)} %`)
  if (growth <= GROWTH) return
  process.stderr.write(
    `memory grows: ${megabytes(middle.heap)} after ${middle.events} events, ${megabytes(last.heap)} after ${last.events}\n`,
  )
  process.exitCode = 1
}

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, minutes: { type: 'string' } } })
const content = await loadContent()
if (values.minutes === undefined) measure(content, +values.rounds)
else watchMemory(content, +values.minutes)
