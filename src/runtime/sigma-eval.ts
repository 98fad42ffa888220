/** Sigma rules against JSON events of any kind: which line matches which rule, and which lines a correlation stands on. */
import type { Block } from '../ingest/block.ts'
import { readBlocks } from '../ingest/input/read.ts'
import { createScanner } from '../scan/index.ts'
import { createCorrelator, logsourceAccepts, silencedRules, type CompiledRule, type Logsource } from '../sigma/index.ts'
import { createEventReader, linesOf, type EventReader } from './sigma-events.ts'
import type { SigmaRules } from './sigma-rules.ts'
import { createClock } from './sigma-time.ts'

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
  /** A line that is no event, and why. */
  readonly onBadLine: (line: number, why: string) => void
}

export interface Evaluated {
  /** Lines that could not be read. */
  readonly unread: number
  /** Matches that no correlation could use, because their event has no time that can be read. */
  readonly timeless: number
}

/** Matches in order of lines. Throws InputError, SigmaErrors. */
export async function evaluate({ rules, correlations }: SigmaRules, options: EvalOptions): Promise<Evaluated> {
  const { file, logsource, timeField, onMatch, onBadLine } = options
  const asked = logsource ? rules.filter(({ rule }) => logsourceAccepts(rule.logsource, logsource)) : rules
  const scanner = createScanner(asked)
  const known = rules.map(({ rule }) => rule)
  const silenced = silencedRules(correlations, known)
  const correlator = createCorrelator<number>(correlations, { rules: known })
  const timeOf = createClock(timeField)
  const evaluated = { unread: 0, timeless: 0 }

  const tell = (line: number, { rule: { id, name, title } }: CompiledRule, eventOf: () => object): void => {
    if (!silenced.has(id) && !(name !== undefined && silenced.has(name))) onMatch({ line, rule: id, title })
    if (correlations.length === 0) return
    const event = eventOf()
    const time = timeOf(event)
    if (Number.isNaN(time)) evaluated.timeless++
    for (const { correlation, refs } of correlator.observe({
      rule: id,
      ...(name !== undefined && { name }),
      time,
      event,
      ref: line,
    }))
      onMatch({ line, rule: correlation.id, title: correlation.title, lines: refs })
  }
  const slow = createEventReader({
    event: (line, event) => {
      for (const rule of asked) if (rule.matches(event)) tell(line, rule, () => event)
    },
    fault(line, why) {
      evaluated.unread++
      onBadLine(line, why)
    },
  })

  for await (const block of readBlocks(file)) if (slow.isOpen || !scanned(block, tell)) readSlowly(block, slow)
  return evaluated

  /** Whether the block was lines of NDJSON and nothing else; then what matched is told. */
  function scanned(block: Block, matched: typeof tell): boolean {
    const found: [line: number, rule: CompiledRule][] = []
    const { malformed, documents } = scanner.evaluate(block.bytes, (line, rule) => void found.push([line, rule]))
    if (malformed > 0 || documents > 0) return false
    let lines: string[] | undefined
    for (const [line, rule] of found)
      matched(block.firstLine + line, rule, () => {
        lines ??= linesOf(block).map(({ text }) => text)
        return JSON.parse((lines[line] ?? '').replace(/^\uFEFF/, '')) as object
      })
    return true
  }
}

/** Documents over several lines, and lines that are none: each is read for itself, and what is open goes on in the next block. */
function readSlowly(block: Block, reader: EventReader): void {
  for (const { line, text } of linesOf(block)) reader.line(line, text)
  if (block.last) reader.end()
}

/** The event that begins at a line, read as `evaluate` reads it; nothing where none does. Throws InputError. */
export async function eventAt(file: string, line: number): Promise<object | undefined> {
  let found: object | undefined
  const reader = createEventReader({
    event: (at, event) => {
      if (at === line) found = event
    },
    fault: () => {},
  })
  for await (const block of readBlocks(file)) {
    readSlowly(block, reader)
    if (found) return found
  }
  return found
}
