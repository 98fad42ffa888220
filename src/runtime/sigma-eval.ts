/** Sigma rules against NDJSON events of any kind: which line matches which rule, and which lines a correlation stands on. */
import type { Block } from '../ingest/block.ts'
import { readBlocks } from '../ingest/input/read.ts'
import { createScanner } from '../scan/index.ts'
import { createCorrelator, logsourceAccepts, silencedRules, type CompiledRule, type Logsource } from '../sigma/index.ts'
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

/** Matches in order of lines. Throws InputError, SigmaErrors. */
export async function evaluate({ rules, correlations }: SigmaRules, options: EvalOptions): Promise<void> {
  const { file, logsource, timeField, onMatch, onBadLine } = options
  const asked = logsource ? rules.filter(({ rule }) => logsourceAccepts(rule.logsource, logsource)) : rules
  const scanner = createScanner(asked)
  const silenced = silencedRules(correlations)
  const correlator = createCorrelator<number>(correlations, { rules: rules.map(({ rule }) => rule) })
  const isSilent = (id: string, name?: string): boolean =>
    silenced.has(id) || (name !== undefined && silenced.has(name))

  const tell = (line: number, { rule: { id, name, title } }: CompiledRule, eventOf: () => object): void => {
    if (!isSilent(id, name)) onMatch({ line, rule: id, title })
    if (correlations.length === 0) return
    const event = eventOf()
    const hit = { rule: id, ...(name !== undefined && { name }), time: timeOf(event, timeField), event, ref: line }
    for (const { correlation, refs } of correlator.observe(hit))
      onMatch({ line, rule: correlation.id, title: correlation.title, lines: refs })
  }

  for await (const block of readBlocks(file)) {
    const lines = createLines(block)
    const { malformed } = scanner.evaluate(block.bytes, (line, rule) =>
      tell(block.firstLine + line, rule, () => JSON.parse(lines.from(line)) as object),
    )
    if (malformed > 0) for (const line of lines.malformed()) onBadLine(block.firstLine + line, 'is not a JSON object')
  }
}

/** The lines of a block as text, for the few that are wanted. */
function createLines({ bytes }: Block) {
  let split: string[] | undefined
  const all = (): string[] =>
    (split ??= Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8').split('\n'))
  return {
    /** The record that begins at a line, which may stand on several. */
    from(line: number): string {
      for (let end = line + 1; end <= all().length; end++) {
        const text = all().slice(line, end).join('\n')
        if (isObject(text)) return text
      }
      throw new Error(`there is no record at line ${line} of the block`)
    },
    *malformed(): Generator<number> {
      for (const [line, text] of all().entries()) if (text.trim() !== '' && !isObject(text)) yield line
    },
  }
}

function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
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
