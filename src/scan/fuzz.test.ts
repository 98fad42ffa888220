/**
 * The scan under arbitrary and mutated bytes: it does not crash, it reads nothing outside of the block, it misses no match. Some
 * thousand blocks here, more with TALLYMAN_DEEP=1.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as check, property } from 'fast-check'
import { makeLine } from '../../test/oracle/arbitrary-record.ts'
import { makeRule, writeRule } from '../../test/oracle/arbitrary-rule.ts'
import { arbitraryFrom } from '../../test/oracle/dice.ts'
import type { Dice } from '../../test/oracle/dice.ts'
import { compileRule, parseSigma, SigmaErrors } from '../sigma/index.ts'
import type { CompiledRule } from '../sigma/index.ts'
import { readDocument } from './document.ts'
import { createTwin, createWasm } from './engine.ts'
import { createScanner } from './scanner.ts'

const deep = process.env['TALLYMAN_DEEP'] === '1'
const rounds = deep ? 4000 : 60
const blocksEach = deep ? 60 : 40

function makeRules(dice: Dice): CompiledRule[] {
  return dice
    .some(1, 4, () => writeRule(makeRule(dice)))
    .flatMap((text) => {
      try {
        return parseSigma(text).rules.map((rule) => compileRule(rule))
      } catch (error) {
        if (error instanceof SigmaErrors) return []
        throw error
      }
    })
}

const structure = [...'{}[]",:\\\n\r\t 0-1.5eE+truefalsn\u0000\u007f'].map((char) => char.charCodeAt(0))
const bytes = [...structure, 0x80, 0xbf, 0xc3, 0xe2, 0xf0, 0xff]

/** Lines near the rules, then wounded: bytes changed, dropped, doubled, cut. */
function makeBlock(dice: Dice, documents: readonly ReturnType<typeof makeRule>[]): Buffer {
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

interface Case {
  readonly rules: CompiledRule[]
  readonly blocks: Buffer[]
}

const cases = arbitraryFrom((dice): Case => {
  const documents = dice.some(1, 3, () => makeRule(dice))
  return { rules: makeRules(dice), blocks: Array.from({ length: blocksEach }, () => makeBlock(dice, documents)) }
}, 20_000)

/** What is found by parsing every line. */
function findSlowly(rules: readonly CompiledRule[], block: Buffer): { found: string[]; malformed: number } {
  const found: string[] = []
  let malformed = 0
  let behind = 0
  let line = 0
  for (let start = block.indexOf('\ufeff') === 0 ? 3 : 0; start < block.length; line++) {
    const newline = block.indexOf(10, start)
    const end = newline < 0 ? block.length : newline
    const text = block.toString('utf8', start, end)
    if (start >= behind && /[^ \t\r]/.test(text)) {
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
  return { found, malformed }
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

test(`bytes of all kinds (${rounds * blocksEach} blocks)`, () => {
  let matched = 0
  let malformed = 0
  check(
    property(cases, ({ rules, blocks }) => {
      const sample = Buffer.from('{"z":1}\n'.repeat(64))
      const scanners = [
        createScanner(rules, { engine: createTwin(), sample }),
        createScanner(rules, { engine: createWasm() }),
        createScanner(rules, { engine: createWasm(), sample }),
      ]
      for (const block of blocks) {
        const slow = findSlowly(rules, block)
        matched += slow.found.length
        malformed += slow.malformed
        // One after the other in the same memory, so that what an earlier block left behind would show.
        for (const scanner of scanners) {
          const found: string[] = []
          const counts = scanner.evaluate(surround(block), (line, rule) => found.push(`${line} ${rules.indexOf(rule)}`))
          assert.deepEqual(found.toSorted(), slow.found.toSorted(), JSON.stringify(block.toString('latin1')))
          assert.equal(counts.malformed, slow.malformed, JSON.stringify(block.toString('latin1')))
        }
      }
    }),
    { numRuns: rounds, endOnFailure: true },
  )
  assert.ok(matched > rounds && malformed > rounds, `${matched} matches, ${malformed} malformed lines`)
})
