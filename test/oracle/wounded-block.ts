/** Blocks of bytes near some rules, wounded; what parsing every line finds in them; and whether a scanner finds the same. */
import assert from 'node:assert/strict'
import { readDocument } from '../../src/scan/document.ts'
import { createTwin, createWasm } from '../../src/scan/engine.ts'
import { createScanner, type Scanner } from '../../src/scan/index.ts'
import { compileRule, parseSigma, SigmaErrors, type CompiledRule } from '../../src/sigma/index.ts'
import { makeLine } from './arbitrary-record.ts'
import { makeRule, writeRule, type RuleDocument } from './arbitrary-rule.ts'
import type { Dice } from './dice.ts'

export interface WoundedCase {
  readonly texts: readonly string[]
  readonly blocks: readonly Buffer[]
}

/** What a comparison has seen. */
export interface Seen {
  lines: number
  /** Rules asked about records. */
  comparisons: number
  matches: number
  malformed: number
}

const structure = [...'{}[]",:\\\n\r\t 0-1.5eE+truefalsn\u0000\u007f'].map((char) => char.charCodeAt(0))
const bytes = [...structure, 0x80, 0xbf, 0xc3, 0xe2, 0xf0, 0xff]

export function makeWounded(blocks: number, dice: Dice): WoundedCase {
  const documents = dice.some(1, 4, () => makeRule(dice))
  return { texts: documents.map(writeRule), blocks: Array.from({ length: blocks }, () => makeBlock(dice, documents)) }
}

/** Lines near the rules, then bytes changed, dropped, doubled, cut. */
function makeBlock(dice: Dice, documents: readonly RuleDocument[]): Buffer {
  if (dice.chance(10)) return Buffer.from(dice.some(0, 120, () => dice.pick(bytes)))
  const lines = dice.some(1, 4, () => makeLine(dice.pick(documents), dice))
  const block = [...Buffer.from(lines.join(dice.pick(['\n', '\r\n', '\n\n'])))]
  for (const _ of dice.some(0, 3, () => 0)) {
    const at = dice.roll(Math.max(1, Math.min(block.length, 60_000)))
    const kind = dice.roll(4)
    if (kind === 0) block[at] = dice.pick(bytes)
    else if (kind === 1) block.splice(at, 1 + dice.roll(3))
    else if (kind === 2) block.splice(at, 0, dice.pick(bytes))
    else block.splice(at, 0, ...block.slice(at, at + dice.roll(20)))
  }
  return Buffer.from(block)
}

/** Throws an `AssertionError` with the rules and the block where a scanner finds something else than parsing every line does. */
export function compareWounded({ texts, blocks }: WoundedCase, seen: Seen): void {
  const rules = texts.flatMap(compileText)
  const sample = Buffer.from('{"z":1}\n'.repeat(64))
  const scanners = [
    createScanner(rules, { engine: createTwin(), sample }),
    createScanner(rules, { engine: createWasm() }),
    createScanner(rules, { engine: createWasm(), sample }),
  ]
  for (const block of blocks) {
    const slow = findSlowly(rules, block)
    seen.lines += slow.lines
    seen.comparisons += (slow.lines - slow.malformed) * rules.length * scanners.length
    seen.matches += slow.found.length
    seen.malformed += slow.malformed
    // One after the other in the same memory, so that what an earlier block left behind would show.
    for (const scanner of scanners) compareOne(scanner, rules, block, slow, texts)
  }
}

function compareOne(
  scanner: Scanner,
  rules: readonly CompiledRule[],
  block: Buffer,
  slow: Slow,
  texts: readonly string[],
): void {
  const found: string[] = []
  const counts = scanner.evaluate(surround(block), (line, rule) => found.push(`${line} ${rules.indexOf(rule)}`))
  const told = `${texts.join('---\n')}\n${JSON.stringify(block.toString('latin1'))}`
  assert.deepEqual(found.toSorted(), slow.found.toSorted(), told)
  assert.equal(counts.malformed, slow.malformed, told)
}

function compileText(text: string): CompiledRule[] {
  try {
    return parseSigma(text).rules.map((rule) => compileRule(rule))
  } catch (error) {
    if (error instanceof SigmaErrors) return []
    throw error
  }
}

interface Slow {
  readonly found: readonly string[]
  readonly lines: number
  readonly malformed: number
}

/** What is found by parsing every line. */
function findSlowly(rules: readonly CompiledRule[], block: Buffer): Slow {
  const found: string[] = []
  let malformed = 0
  let lines = 0
  let behind = 0
  let line = 0
  for (let start = block.indexOf('\ufeff') === 0 ? 3 : 0; start < block.length; line++) {
    const newline = block.indexOf(10, start)
    const end = newline < 0 ? block.length : newline
    const text = block.toString('utf8', start, end)
    if (start >= behind && /[^ \t\r]/.test(text)) {
      lines++
      let record = parseRecord(text)
      if (record === undefined) {
        const document = readDocument(block, start, block.length)
        record = document.record
        if (record !== undefined) behind = start + document.looked
      }
      if (record === undefined) malformed++
      else for (const [index, rule] of rules.entries()) if (rule.matches(record)) found.push(`${line} ${index}`)
    }
    start = end + 1
  }
  return { found, lines, malformed }
}

function parseRecord(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** The block between bytes that would be matched, closed or escaped if they were read. */
function surround(block: Buffer): Buffer {
  const around = Buffer.from('"}]}\\"\u00e9{"a":"kubectl"}\n"')
  return Buffer.concat([around, block, around]).subarray(around.length, around.length + block.length)
}
