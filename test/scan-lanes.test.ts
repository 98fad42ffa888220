/** The rules of the community on streams of records like those of a cluster: what the scan finds is what parsing finds. */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { lanes, makeLane } from '../bench/lanes/lanes.ts'
import { findData } from './oracle/data.ts'
import { compileRule, logsourceAccepts, parseSigma, SigmaErrors } from '../src/sigma/index.ts'
import type { CompiledRule, Logsource } from '../src/sigma/index.ts'
import { createTwin, createWasm } from '../src/scan/engine.ts'
import { createScanner } from '../src/scan/scanner.ts'

const folder = findData('sigma-rules')
const logsourceKeys = { category: 'category', product: 'product', service: 'service' }
const records = 3000

function readRules(): CompiledRule[] {
  return globSync('**/*.yml', { cwd: folder! }).flatMap((file) => {
    try {
      return parseSigma(readFileSync(join(folder!, file), 'utf8'), file).rules.map((rule) => compileRule(rule))
    } catch (error) {
      if (error instanceof SigmaErrors) return []
      throw error
    }
  })
}

describe('the rules of the community', { skip: folder === undefined && 'no shared/data/sigma-rules here' }, () => {
  const rules = folder === undefined ? [] : readRules()
  it('are many', () => assert.ok(rules.length > 100, String(rules.length)))
  for (const lane of Object.keys(lanes))
    it(`on the lane ${lane}`, () => {
      const block = makeLane(lane, records)
      const expected = new Set<string>()
      for (const [line, text] of block.toString().split('\n').slice(0, -1).entries()) {
        const record = JSON.parse(text) as Logsource
        for (const rule of rules)
          if (logsourceAccepts(rule.rule.logsource, record) && rule.matches(record))
            expected.add(`${line} ${rule.rule.id}`)
      }
      assert.ok(expected.size > 10, `${expected.size} matches`)
      for (const createEngine of [createTwin, createWasm]) {
        const scanner = createScanner(rules, { logsourceKeys, engine: createEngine() })
        // The second time, witnesses have been chosen by what was seen the first time.
        for (const _ of [1, 2]) {
          const found = new Set<string>()
          const counts = scanner.evaluate(block, (line, { rule }) => found.add(`${line} ${rule.id}`))
          assert.deepEqual(found, expected)
          assert.equal(counts.lines, records)
          assert.equal(counts.malformed, 0)
          assert.ok(counts.candidates < records / 2, `${counts.candidates} candidates`)
        }
      }
    })
})
