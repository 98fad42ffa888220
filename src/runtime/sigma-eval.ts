/** Sigma rules against NDJSON events of any kind: which line matches which rule, and which lines a correlation stands on. */
import type { Block } from '../ingest/block.ts'
import { readBlocks } from '../ingest/input/read.ts'
import { createCorrelator, logsourceAccepts, silencedRules, type Logsource } from '../sigma/index.ts'
import type { SigmaRules } from './sigma-rules.ts'

export interface SigmaMatch {
  /** From 1; of a correlation, the line that completed it. */
  readonly line: number
  readonly rule: string
  readonly title: string
  /** Only of a correlation: the lines that it stands on, in order of time. */
  readonly lines?: readonly number[]
}

export interface EvalOptions {
  readonly file: string
  /** What the events are: only rules for it are asked. All rules where it is not said. */
  readonly logsource?: Logsource
  /** The field that holds an event's time, for correlations; the usual names are tried where it is not said. */
  readonly timeField?: string
  readonly onMatch: (match: SigmaMatch) => void
  /** A line that is no JSON object. */
  readonly onBadLine: (line: number, why: string) => void
}

const TIME_FIELDS = [
  '@timestamp',
  'timestamp',
  'time',
  'eventTime',
  'EventTime',
  'UtcTime',
  'TimeCreated',
  'stageTimestamp',
]

/** Resolves with the number of lines that held an event. Throws InputError, SigmaErrors. */
export async function evaluate({ rules, correlations }: SigmaRules, options: EvalOptions): Promise<number> {
  const { file, logsource, onMatch, onBadLine } = options
  const asked = logsource ? rules.filter(({ rule }) => logsourceAccepts(rule.logsource, logsource)) : rules
  const silenced = silencedRules(correlations)
  const correlator = createCorrelator<number>(correlations, { rules: rules.map(({ rule }) => rule) })
  let events = 0
  for await (const block of readBlocks(file))
    for (const { line, text } of linesOf(block)) {
      const event = parse(text)
      if (event === undefined) {
        if (text.trim() !== '') onBadLine(line, 'is not a JSON object')
        continue
      }
      events++
      for (const { rule, matches } of asked) {
        if (!matches(event)) continue
        const { id, title, name } = rule
        if (!silenced.has(id) && !(name !== undefined && silenced.has(name))) onMatch({ line, rule: id, title })
        if (correlations.length === 0) continue
        const hit = {
          rule: id,
          ...(name !== undefined && { name }),
          time: timeOf(event, options.timeField),
          event,
          ref: line,
        }
        for (const { correlation, refs } of correlator.observe(hit))
          onMatch({ line, rule: correlation.id, title: correlation.title, lines: refs })
      }
    }
  return events
}

function* linesOf({ bytes, firstLine }: Block): Generator<{ line: number; text: string }> {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  let line = firstLine
  for (const one of text.split('\n')) yield { line: line++, text: one }
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Epoch milliseconds; a number below 10^11 is taken for seconds. NaN where the event has no time: correlations leave it out. */
function timeOf(event: object, field: string | undefined): number {
  for (const name of field === undefined ? TIME_FIELDS : [field]) {
    const value = (event as { [name: string]: unknown })[name]
    if (typeof value === 'number') return value < 1e11 ? value * 1_000 : value
    if (typeof value === 'string') {
      const time = Date.parse(value)
      if (!Number.isNaN(time)) return time
    }
  }
  return Number.NaN
}
