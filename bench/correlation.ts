/** What correlation adds to an event, with windows that are full: ours on parsed events, rsigma's by the difference of two runs. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCorrelator, parseSigma } from '../src/sigma/index.ts'
import { findProgram, runCommand } from './engines/rsigma.ts'
import type { Cost } from './figures.ts'
import { makeLane } from './lanes/lanes.ts'
import { temporaryFolder } from './temporary.ts'
import { measureCpu, medianOf } from './measured.ts'

/** Matches every process start; its matches alone are silent, for the correlations refer to it. */
const rule = `title: Any process
id: 0d7d5b52-7a3f-4a0e-9d51-3f6c6a1c1c01
name: any-process
status: test
level: low
logsource:
  product: linux
  category: process_creation
detection:
  selection:
    Image|contains: /
  condition: selection
`

const correlationOf = (type: string, group: string, seconds: number): string => `title: Correlated
id: 0d7d5b52-7a3f-4a0e-9d51-3f6c6a1c1c02
status: test
level: low
correlation:
  type: ${type}
  rules:
    - any-process
  group-by:
    - ${group}
  timespan: ${seconds}s
  condition:
    gte: 100000000
${type === 'value_count' ? '    field: CommandLine\n' : ''}`

interface Case {
  type: string
  group: string
  /** The records of the lane are 3 ms apart, so a window of 30 s holds 10,000 of them. */
  seconds: number
}

const cases: Case[] = ['event_count', 'value_count'].flatMap((type) => [
  { type, group: 'User', seconds: 3 },
  { type, group: 'User', seconds: 30 },
  { type, group: 'User', seconds: 120 },
  { type, group: 'ProcessId', seconds: 120 },
])

const events = 80_000

/** The cost of each case; `rounds` measurements, the median told. */
export async function measureCorrelation(rounds: number): Promise<Cost[]> {
  const lane = makeLane('exec', events)
  const records = lane
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { time: string })
  const costs = cases.map((one) => ({
    what: nameOf('object path', one),
    microseconds: measureOurs(one, records, rounds),
  }))
  const command = findProgram('rsigma')
  if (command === undefined) return costs
  const file = join(temporaryFolder('correlation'), 'exec.ndjson')
  writeFileSync(file, lane)
  for (const one of cases.filter(({ seconds }) => seconds <= 30))
    costs.push({ what: nameOf('rsigma', one), microseconds: await measureRsigma(command, one, file, rounds) })
  return costs
}

const nameOf = (engine: string, { type, group, seconds }: Case): string =>
  `${engine}: ${type} by ${group}, ${Math.round(seconds / 0.003).toLocaleString('en')} events a window`

/** Fills the window with one half of the records and measures the other. */
function measureOurs({ type, group, seconds }: Case, records: { time: string }[], rounds: number): number {
  const { correlations } = parseSigma(`${rule}---\n${correlationOf(type, group, seconds)}`)
  const hits = records.map((event, ref) => ({
    rule: 'any-process',
    name: 'any-process',
    time: Date.parse(event.time),
    event,
    ref,
  }))
  const half = hits.length >> 1
  const taken = Array.from({ length: rounds }, () => {
    const correlator = createCorrelator<number>(correlations)
    for (const hit of hits.slice(0, half)) correlator.observe(hit)
    const rest = hits.slice(half)
    return measureCpu(() => {
      for (const hit of rest) correlator.observe(hit)
    })
  })
  return (medianOf(taken) / (hits.length - half)) * 1e6
}

async function measureRsigma(
  command: string,
  { type, group, seconds }: Case,
  file: string,
  rounds: number,
): Promise<number> {
  const without = temporaryFolder('without')
  const wholly = temporaryFolder('with')
  // Without a correlation a rule that matches everything would be written out for every event; one that matches nothing is not.
  writeFileSync(join(without, 'rule.yml'), rule.replace('contains: /', "contains: '\\\\no\\\\such\\\\image'"))
  writeFileSync(join(wholly, 'rule.yml'), rule)
  writeFileSync(join(wholly, 'correlation.yml'), correlationOf(type, group, seconds))
  const taken: number[] = []
  for (let round = 0; round < rounds; round++) {
    const more = await runCommand(command, wholly, file, ['--no-detections', '--timestamp-field', 'time'])
    const less = await runCommand(command, without, file, [])
    taken.push(more.seconds - less.seconds)
  }
  return (medianOf(taken) / events) * 1e6
}
