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
  /** How many times as fast as these two, each round compared with itself: the median of that is steadier than that of the rates. */
  ofParse?: number | undefined
  ofRsigma?: number | undefined
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
  attribution: Cost[]
}

export const emptyFigures = (): Figures => ({
  machine: { cpu: cpus()[0]?.model.trim() ?? 'unknown', cores: cpus().length, node: process.version },
  lanes: [],
  footings: [],
  growth: [],
  correlation: [],
  attribution: [],
})

const file = fileURLToPath(new URL('./baseline.json', import.meta.url))

export const readBaseline = (): Figures | undefined =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Figures) : undefined

/** Four digits say all that a measurement knows. */
const rounded = (_: string, value: unknown): unknown =>
  typeof value === 'number' ? Number(value.toPrecision(4)) : value

export const writeBaseline = (figures: Figures): void => writeFileSync(file, `${JSON.stringify(figures, rounded, 2)}\n`)

/**
 * How much faster than the baseline, as a share: 0.1 is ten per cent. Machines differ, so it is the ratio to JSON.parse that is
 * compared. Nothing where one of them is not known.
 */
export function changeOf(then: Figure[] | undefined, { lane, rules, engine, ofParse }: Figure): number | undefined {
  const old = then?.find((other) => other.lane === lane && other.rules === rules && other.engine === engine)
  return old?.ofParse === undefined || ofParse === undefined ? undefined : ofParse / old.ofParse - 1
}
