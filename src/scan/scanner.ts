/** The scanner: rules and blocks of NDJSON in, matches out; only lines that may match are parsed, and few of those. */
import {
  EPOCH,
  FOLD_AT,
  KEYS_SEEN,
  LINES,
  MALFORMED,
  MOST_KEYS,
  OUT_AT,
  OUT_END,
  OUT_NEXT,
  PADDING,
  SAID_WORDS,
  SCRATCH_AT,
  SLOW,
  TRIGGERED_AT,
  WANTED,
} from './core/layout.ts'
import type { CompiledRule } from '../sigma/index.ts'
import { readDocument } from './document.ts'
import type { Engine } from './engine.ts'
import { createEngine } from './engine.ts'
import { foldTable } from './fold-table.ts'
import { Routes } from './routes.ts'
import type { RouteOptions } from './routes.ts'
import { Arena } from './tables/arena.ts'
import { countGrams } from './tables/grams.ts'
import type { GramCounts } from './tables/grams.ts'

export interface ScannerOptions extends RouteOptions {
  /** WebAssembly where there is any, if nothing else is said. */
  readonly engine?: Engine
  /** A block like those to come: what is rare in it is looked for first. Without it, the first records are the sample. */
  readonly sample?: Uint8Array
}

/** Told of a match: the line of the block, from 0, and the rule. */
export type Matched = (line: number, rule: CompiledRule) => void

/** What a block held. */
export interface Counts {
  lines: number
  matches: number
  /** Lines that the scan could not rule out. */
  candidates: number
  /** Those of them that had to be parsed. */
  parsed: number
  /** Lines that are no JSON objects. */
  malformed: number
  /** Records that stand on several lines: they are not NDJSON, and are parsed each. */
  documents: number
}

export interface Scanner {
  /**
   * Evaluates a block of NDJSON (UTF-8; lines end with LF or CRLF; empty lines are passed over). The block ends with a line; a
   * byte order mark may stand before the first one.
   */
  evaluate(block: Uint8Array, matched: Matched): Counts
}

/** How much of a block is copied into the engine's memory at a time; a line that is longer is parsed. */
const PIECE = 1 << 18
const OUT_BYTES = 1 << 16
/** Lines are told apart by numbers of 32 bits: before they come round, everything is forgotten. */
const LAST_EPOCH = 1 << 30

export function createScanner(rules: readonly CompiledRule[], options: ScannerOptions = {}): Scanner {
  return new BlockScanner(rules, options)
}

class BlockScanner implements Scanner {
  readonly #rules: readonly CompiledRule[]
  readonly #engine: Engine
  readonly #options: ScannerOptions
  #arena!: Arena
  #routes!: Routes
  #piece!: number
  #adaptAt = 512

  constructor(rules: readonly CompiledRule[], options: ScannerOptions) {
    this.#rules = rules
    this.#options = options
    this.#engine = options.engine ?? createEngine()
    this.#open()
    if (options.sample !== undefined) {
      this.evaluate(options.sample, () => {})
      this.#adapt(0)
    }
  }

  /** Lays the memory out anew: the input, the output, tables that do not depend on rules; views come with the first records. */
  #open(): void {
    const { space } = this.#engine
    new Uint8Array(space.buffer).fill(0)
    const arena = (this.#arena = new Arena(space))
    const rules = this.#rules
    this.#piece = arena.take(PIECE + PADDING)
    arena.set(SCRATCH_AT, arena.take(PIECE * 1.5 + PADDING))
    arena.set(TRIGGERED_AT, arena.take(rules.length * 4))
    arena.set(KEYS_SEEN, arena.take(MOST_KEYS * 4 * 8))
    const out = arena.take(OUT_BYTES + (SAID_WORDS + rules.length) * 4)
    arena.set(OUT_AT, out)
    arena.set(OUT_END, out + OUT_BYTES)
    const fold = foldTable()
    const foldAt = arena.take(fold.byteLength)
    arena.bytes.set(new Uint8Array(fold.buffer), foldAt)
    arena.set(FOLD_AT, foldAt)
    this.#routes = new Routes(rules, this.#options, () => this.#countGrams(), arena)
  }

  evaluate(block: Uint8Array, matched: Matched): Counts {
    const run = new Run(block, this.#rules, this.#routes, this.#options, matched)
    this.#arena.set(LINES, 0)
    let at = block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf ? 3 : 0
    while (at < block.length) {
      const most = at + PIECE
      const end = most >= block.length ? block.length : block.lastIndexOf(10, most - 1) + 1
      if (end > at) {
        this.#scanPiece(block, at, end, run)
        at = end
      } else {
        const found = block.indexOf(10, at)
        const stop = found < 0 ? block.length : found
        run.parseLine(this.#arena.get(LINES), at, stop)
        this.#arena.set(LINES, this.#arena.get(LINES) + 1)
        at = stop + 1
      }
    }
    run.counts.lines = this.#arena.get(LINES)
    return run.counts
  }

  #scanPiece(block: Uint8Array, at: number, end: number, run: Run): void {
    if (this.#arena.get(EPOCH) > LAST_EPOCH) {
      const lines = this.#arena.get(LINES)
      this.#open()
      this.#arena.set(LINES, lines)
    }
    const arena = this.#arena
    const stop = this.#piece + end - at
    arena.bytes.set(block.subarray(at, end), this.#piece)
    arena.bytes.fill(0, stop, stop + PADDING)
    arena.bytes[stop] = 10
    for (let next = this.#piece; next < stop;) {
      arena.set(OUT_NEXT, arena.get(OUT_AT))
      next = this.#engine.scan(next, stop)
      this.#tell(at - this.#piece, run)
      const wanted = arena.get(WANTED)
      if (wanted >= 0) this.#routes.build(wanted)
    }
    this.#adapt(this.#adaptAt)
  }

  #tell(shift: number, run: Run): void {
    const { words } = this.#arena
    const end = this.#arena.get(OUT_NEXT) >> 2
    for (let at = this.#arena.get(OUT_AT) >> 2; at < end;) {
      const [start = 0, stop = 0, line = 0, count = 0] = words.subarray(at, at + SAID_WORDS)
      at += SAID_WORDS
      if (count === MALFORMED) run.refuse(line, start + shift)
      else if (count === SLOW) run.parseLine(line, start + shift, stop + shift)
      else {
        run.verify(line, start + shift, stop + shift, words.subarray(at, at + count))
        at += count
      }
    }
  }

  /** Of what was scanned last, or is about to be. */
  #countGrams(): GramCounts {
    return countGrams(this.#arena.bytes.subarray(this.#piece, this.#piece + PIECE))
  }

  /** Chooses other witnesses where many records have been seen: soon at first, then now and then. */
  #adapt(from: number): void {
    let lines = 0
    for (const view of this.#routes.views) lines += view.lines
    if (lines < from) return
    const grams = this.#countGrams()
    for (const view of this.#routes.views) if (view.lines > 0) view.adapt(grams)
    this.#adaptAt = Math.min(this.#adaptAt * 4, 1 << 16)
  }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

/** One block being evaluated: what needs the block itself, and not only the tables. */
class Run {
  readonly counts: Counts = { lines: 0, matches: 0, candidates: 0, parsed: 0, malformed: 0, documents: 0 }
  readonly #block: Uint8Array
  readonly #rules: readonly CompiledRule[]
  readonly #routes: Routes
  readonly #options: ScannerOptions
  readonly #matched: Matched
  /** Where the last record ends that stands on several lines. */
  #behind = 0
  /** How many bytes may still be looked at for such records: it must not cost more than a few times the block. */
  #budget: number

  constructor(
    block: Uint8Array,
    rules: readonly CompiledRule[],
    routes: Routes,
    options: ScannerOptions,
    matched: Matched,
  ) {
    this.#block = block
    this.#rules = rules
    this.#routes = routes
    this.#options = options
    this.#matched = matched
    this.#budget = block.length * 4 + 1024
  }

  /** Says what is certain, and parses the record for what is not. */
  verify(line: number, start: number, stop: number, rules: Int32Array): void {
    if (start < this.#behind) return
    this.counts.candidates++
    let record: object | undefined
    for (const coded of rules) {
      const rule = this.#rules[coded >> 1]!
      if ((coded & 1) === 0) {
        record ??= this.#parse(start, stop)
        if (record === undefined || !rule.matches(record)) continue
      }
      this.#match(line, rule)
    }
  }

  /** Parses a line that the scan could not read. */
  parseLine(line: number, start: number, stop: number): void {
    if (start < this.#behind) return
    this.counts.candidates++
    const record = this.#parse(start, stop)
    if (record === undefined) this.refuse(line, start)
    else this.#matchAll(line, record)
  }

  /** A line that is no record by itself: it may be the first of one that stands on several. */
  refuse(line: number, start: number): void {
    if (start < this.#behind) return
    const document = readDocument(this.#block, start, this.#budget)
    this.#budget -= document.looked
    if (document.record === undefined) this.counts.malformed++
    else {
      this.#behind = start + document.looked
      this.counts.documents++
      this.#matchAll(line, document.record)
    }
  }

  #matchAll(line: number, record: object): void {
    const { logsource, logsourceKeys } = this.#options
    const numbers = this.#routes.rulesFor(logsourceKeys === undefined ? logsource : this.#routes.logsourceOf(record))
    for (const number of numbers) {
      const rule = this.#rules[number]!
      if (rule.matches(record)) this.#match(line, rule)
    }
  }

  #match(line: number, rule: CompiledRule): void {
    this.counts.matches++
    this.#matched(line, rule)
  }

  #parse(start: number, stop: number): object | undefined {
    this.counts.parsed++
    return parseRecord(decoder.decode(this.#block.subarray(start, stop)))
  }
}

/** The JSON object that a text is; undefined for everything else. */
function parseRecord(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
