/** One engine in a process of its own, so that no other shares its heap or its compiled code; told by messages what to run. */
import { readFileSync } from 'node:fs'
import type { Run } from './engines/engine.ts'
import { engines } from './engines/engines.ts'
import { measureCpu } from './measured.ts'

/** Asks a worker to load rules, to evaluate a lane, or to name all matches in it. */
export type Order =
  | { do: 'load'; engine: string; rules: string[] }
  | { do: 'run'; events: string; seconds: number }
  | { do: 'match'; events: string }

/** What it answers: events per pass and CPU seconds per pass, memory, or the pairs `line rule`. */
export interface Answer {
  seconds: number
  found: number
  rss: number
  pairs: string[]
}

let run: Run = () => 0
/** How often each lane is gone through in one measurement, known after the pass that warms up. */
const passesOf = new Map<string, number>()

function obey(order: Order): Answer {
  const pairs: string[] = []
  if (order.do === 'load') {
    const engine = engines.find(({ id }) => id === order.engine)
    if (engine === undefined) throw new Error(`no engine is called ${order.engine}`)
    const seconds = measureCpu(() => (run = engine.load(order.rules.map((path) => readFileSync(path, 'utf8')))))
    return { seconds, found: 0, rss: process.memoryUsage.rss(), pairs }
  }
  const block = readFileSync(order.events)
  let found = 0
  if (order.do === 'match') {
    found = run(block, (line, rule) => pairs.push(`${line} ${rule}`))
    return { seconds: 0, found, rss: process.memoryUsage.rss(), pairs }
  }
  let passes = passesOf.get(order.events)
  if (passes === undefined) {
    // Code is compiled and witnesses are chosen while the first passes run; the last of them tells how long one takes.
    const warm = [1, 2, 3].map(() => measureCpu(() => (found = run(block)))).at(-1)!
    passes = Math.max(1, Math.round(order.seconds / warm))
    passesOf.set(order.events, passes)
  }
  const seconds = measureCpu(() => {
    for (let pass = 0; pass < passes; pass++) found = run(block)
  })
  return { seconds: seconds / passes, found, rss: process.memoryUsage.rss() - block.length, pairs }
}

process.on('message', (order: Order) => process.send?.(obey(order)))
process.once('disconnect', () => process.exit())
// Whoever asked may be gone by the time there is an answer.
process.once('error', () => process.exit())
