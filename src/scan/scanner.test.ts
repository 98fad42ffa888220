/** The law of the scanner: over generated rules and lines it finds what parsing each of them finds, whoever runs the scan. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as check, property } from 'fast-check'
import { makeLine } from '../../test/oracle/arbitrary-record.ts'
import { makeRule, writeRule } from '../../test/oracle/arbitrary-rule.ts'
import { arbitraryFrom } from '../../test/oracle/dice.ts'
import { compileRule, parseSigma, SigmaErrors } from '../sigma/index.ts'
import type { CompiledRule } from '../sigma/index.ts'
import { createTwin, createWasm } from './engine.ts'
import { createScanner } from './scanner.ts'

const deep = process.env['TALLYMAN_DEEP'] === '1'
const runs = deep ? 25_000 : 300

/** With a sample most lines are read for their witnesses alone. */
const contestants = [
  ['TypeScript', createTwin, false],
  ['TypeScript, light', createTwin, true],
  ['WebAssembly', createWasm, false],
  ['WebAssembly, light', createWasm, true],
] as const

interface Case {
  readonly rules: readonly string[]
  readonly block: string
}

const cases = arbitraryFrom((dice): Case => {
  const rules = dice.some(1, 5, () => makeRule(dice))
  const lines = dice.some(4, 30, () => {
    return makeLine(dice.pick(rules), dice) + dice.pick(['\n', '\n', '\n', '\r\n', '\n\n', ' \t\r\n'])
  })
  return { rules: rules.map(writeRule), block: lines.join('') }
}, 5000)

/** None where the rule is not allowed. */
function readRule(text: string): CompiledRule[] {
  try {
    return parseSigma(text).rules.map((rule) => compileRule(rule))
  } catch (error) {
    if (error instanceof SigmaErrors) return []
    throw error
  }
}

function parseRecord(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

test(`every match and no other (${runs} sets of rules)`, () => {
  let compared = 0
  let matched = 0
  let parsed = 0
  let candidates = 0
  check(
    property(cases, ({ rules, block }) => {
      const compiled = rules.flatMap(readRule)
      const lines = block.split('\n').slice(0, -1)
      const expected: string[] = []
      let malformed = 0
      for (const [line, text] of lines.entries()) {
        const record = parseRecord(line === 0 ? text.replace(/^\ufeff/, '') : text)
        if (record === undefined && text.trim() !== '') malformed++
        if (record === undefined) continue
        compared += compiled.length
        for (const [index, rule] of compiled.entries()) if (rule.matches(record)) expected.push(`${line} ${index}`)
      }
      matched += expected.length
      for (const [name, createEngine, sample] of contestants) {
        const scanner = createScanner(compiled, {
          engine: createEngine(),
          ...(sample ? { sample: Buffer.from('{"a":1}\n'.repeat(64)) } : {}),
        })
        const found: string[] = []
        const counts = scanner.evaluate(Buffer.from(block), (line, rule) =>
          found.push(`${line} ${compiled.indexOf(rule)}`),
        )
        assert.deepEqual(found.toSorted(), expected.toSorted(), `${name}\n${rules.join('---\n')}\n${block}`)
        assert.equal(counts.malformed + counts.documents, malformed, `${name}: malformed\n${block}`)
        assert.equal(counts.lines, lines.length)
        parsed += counts.parsed
        candidates += counts.candidates
      }
    }),
    { numRuns: runs, endOnFailure: true },
  )
  assert.ok(compared >= (deep ? 1_000_000 : 5000), `only ${compared} comparisons`)
  assert.ok(matched > compared / 10 && matched < (compared * 9) / 10, `${matched} of ${compared} matched`)
  assert.ok(parsed < candidates, `${parsed} of ${candidates} candidates were parsed`)
})
