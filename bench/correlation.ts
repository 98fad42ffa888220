/** What correlation adds to an event, with windows that are full: ours on parsed events, rsigma's by the difference of two runs. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createCorrelator, parseSigma, type Hit } from '../src/sigma/index.ts'
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

interface Case {
  type: string
  by: string[]
  /** The records of the lane are 3 ms apart, so a window of 30 s holds 10,000 of them. */
  seconds: number
  /** What is counted, where values are. */
  field?: string
  /** How many groups are kept, where that is few: then each new one costs another one its place. */
  maxGroups?: number
}

const counting = { type: 'event_count' }
const distinct = { type: 'value_count', field: 'CommandLine' }

/** A user is in thousands of records, a pod in a hundred, an image in a pod in three, a process id in one. */
const cases: Case[] = [
  ...[counting, distinct].flatMap((one) => [
    { ...one, by: ['User'], seconds: 3 },
    { ...one, by: ['User'], seconds: 30 },
    { ...one, by: ['User'], seconds: 120 },
    { ...one, by: ['pod.name'], seconds: 120 },
    { ...one, by: ['Computer', 'User'], seconds: 120 },
    { ...one, by: ['pod.name', 'Image'], seconds: 120 },
    { ...one, by: ['ProcessId'], seconds: 120 },
    { ...one, by: ['ProcessId'], seconds: 120, maxGroups: 10_000 },
  ]),
  { type: 'value_sum', field: 'Uid', by: ['ProcessId'], seconds: 120 },
  ...['temporal', 'temporal_ordered'].flatMap((type) =>
    ['User', 'pod.name', 'ProcessId'].map((by) => ({ type, by: [by], seconds: 120 })),
  ),
]

/** The rules that hits are of, in turn. */
const rulesOf = ({ type }: Case): string[] =>
  type.startsWith('temporal') ? ['any-process', 'other-process'] : ['any-process']

function correlationOf(one: Case): string {
  const { type, by, seconds, field } = one
  // What is never reached: the windows fill and nothing is told.
  const temporal = type.startsWith('temporal')
  const rules = temporal ? [...rulesOf(one), 'no-process'] : rulesOf(one)
  const condition = temporal ? '' : `, condition: {gte: 100000000${field ? `, field: ${field}` : ''}}`
  return `title: Correlated
id: 0d7d5b52-7a3f-4a0e-9d51-3f6c6a1c1c02
status: test
level: low
correlation: {type: ${type}, rules: [${rules.join()}], group-by: [${by.join()}], timespan: ${seconds}s${condition}}
`
}

const events = 80_000

/** The cost of each case; `rounds` measurements, the median told. */
export async function measureCorrelation(rounds: number): Promise<Cost[]> {
  const lane = makeLane('exec', events)
  const lines = lane.toString('utf8').trimEnd().split('\n')
  const costs = cases.map((one) => ({
    what: nameOf('object path', one),
    microseconds: measureOurs(one, lines, rounds),
  }))
  const command = findProgram('rsigma')
  if (command === undefined) return costs
  const file = join(temporaryFolder('correlation'), 'exec.ndjson')
  writeFileSync(file, lane)
  for (const one of cases.filter(({ by, seconds }) => by[0] === 'User' && seconds <= 30))
    costs.push({ what: nameOf('rsigma', one), microseconds: await measureRsigma(command, one, file, rounds) })
  return costs
}

function nameOf(engine: string, { type, field, by, seconds, maxGroups }: Case): string {
  const bound = maxGroups === undefined ? '' : `, ${maxGroups.toLocaleString('en')} groups at most`
  const counted = field === undefined ? '' : ` of ${field}`
  return `${engine}: ${type}${counted} by ${by.join(' and ')}, ${Math.round(seconds / 0.003).toLocaleString('en')} events a window${bound}`
}

/** Lines that are parsed at once. */
const PORTION = 100

/**
 * Fills the window with one half of the records and measures the other. Each is parsed a moment before, unmeasured, as where rules
 * are evaluated: of records that were parsed all together, what costs most is to fetch them into the cache again.
 */
function measureOurs(one: Case, lines: readonly string[], rounds: number): number {
  const { correlations } = parseSigma(correlationOf(one))
  const { maxGroups } = one
  const rules = rulesOf(one)
  const hitsOf = (from: number, to: number): Hit<number>[] =>
    lines.slice(from, to).map((line, index) => {
      const event = JSON.parse(line) as { time: string }
      const rule = rules[(from + index) % rules.length] ?? ''
      return { rule, name: rule, time: Date.parse(event.time), event, ref: from + index }
    })
  const half = lines.length >> 1
  const taken = Array.from({ length: rounds }, () => {
    const correlator = createCorrelator<number>(correlations, maxGroups === undefined ? {} : { maxGroups })
    let seconds = 0
    for (let at = 0; at < lines.length; at += PORTION) {
      const hits = hitsOf(at, at + PORTION)
      const cost = measureCpu(() => {
        for (const hit of hits) correlator.observe(hit)
      })
      if (at >= half) seconds += cost
    }
    return seconds
  })
  return (medianOf(taken) / (lines.length - half)) * 1e6
}

async function measureRsigma(command: string, one: Case, file: string, rounds: number): Promise<number> {
  const without = temporaryFolder('without')
  const wholly = temporaryFolder('with')
  // Without a correlation a rule that matches everything would be written out for every event; one that matches nothing is not.
  writeFileSync(join(without, 'rule.yml'), rule.replace('contains: /', "contains: '\\\\no\\\\such\\\\image'"))
  writeFileSync(join(wholly, 'rule.yml'), rule)
  writeFileSync(join(wholly, 'correlation.yml'), correlationOf(one))
  const taken: number[] = []
  for (let round = 0; round < rounds; round++) {
    const more = await runCommand(command, wholly, file, ['--no-detections', '--timestamp-field', 'time'])
    const less = await runCommand(command, without, file, [])
    taken.push(more.seconds - less.seconds)
  }
  return (medianOf(taken) / events) * 1e6
}
