/** The figures of a whole run, and how they stand beside those that were committed. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'

/** One engine on one lane with one set of rules. */
export interface Figure {
  lane: string
  rules: string
  engine: string
  /** Events per second of CPU time, parsing included. */
  perSecond: number
  /** How far the rounds lay apart, as a share of the median. */
  spread: number
  /** Matches in the lane. */
  found: number
}

/** What it costs to have the rules at all. */
export interface Footing {
  rules: string
  engine: string
  loadSeconds: number
  /** Resident memory, in bytes, at the end of the run, the lane itself not counted. */
  rss: number
}

/** What one feature adds to an event, in microseconds. */
export interface Cost {
  what: string
  microseconds: number
}

export interface Figures {
  machine: { cpu: string; cores: number; node: string }
  lanes: Figure[]
  footings: Footing[]
  growth: Figure[]
  correlation: Cost[]
}

export const emptyFigures = (): Figures => ({
  machine: { cpu: cpus()[0]?.model.trim() ?? 'unknown', cores: cpus().length, node: process.version },
  lanes: [],
  footings: [],
  growth: [],
  correlation: [],
})

const file = fileURLToPath(new URL('./baseline.json', import.meta.url))

export const readBaseline = (): Figures | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Figures) : undefined

export const writeBaseline = (figures: Figures): void => writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`)

/** The figure of another engine on the same lane and rules. */
export const besides = (figures: Figure[], { lane, rules }: Figure, engine: string): Figure | undefined =>
  figures.find((other) => other.lane === lane && other.rules === rules && other.engine === engine)

/** How many times as fast as another engine; nothing where that was not measured. */
export function ratioTo(figures: Figure[], figure: Figure, engine: string): number | undefined {
  const other = besides(figures, figure, engine)
  return other === undefined ? undefined : figure.perSecond / other.perSecond
}

/**
 * How much faster than the baseline, as a share: 0.1 is ten per cent. Machines differ, so it is the ratio to JSON.parse of the
 * same run that is compared. Nothing where one of them is not known.
 */
export function changeOf(now: Figure[], then: Figure[] | undefined, figure: Figure): number | undefined {
  const old = then && besides(then, figure, figure.engine)
  const before = old && ratioTo(then, old, 'JSON.parse')
  const after = ratioTo(now, figure, 'JSON.parse')
  return before === undefined || after === undefined ? undefined : after / before - 1
}
