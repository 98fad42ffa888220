/**
 * The law of the Sigma engine: for every rule and every record it says what the naive evaluator says, which was written from
 * the specification alone. Some thousand comparisons here; at least a million with TALLYMAN_DEEP=1.
 */
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { parse } from 'yaml'
import { array, assert as check, constant, property, record, sample } from 'fast-check'
import { compileRule, parseSigma, SigmaErrors } from '../src/sigma/index.ts'
import { arbitraryRecord } from './oracle/arbitrary-record.ts'
import { arbitraryRule, type RuleDocument, writeRule } from './oracle/arbitrary-rule.ts'
import { findData } from './oracle/data.ts'
import { readRuleNaively } from './oracle/evaluate.ts'
import type { Judge } from './oracle/item.ts'
import { Refused } from './oracle/refused.ts'

const deep = process.env['TALLYMAN_DEEP'] === '1'
const rules = deep ? 60_000 : 400
const recordsEach = deep ? 20 : 12

const cases = arbitraryRule().chain((rule) =>
  record({
    rule: constant(rule),
    records: array(arbitraryRecord(rule), { minLength: recordsEach, maxLength: recordsEach }),
  }),
)

test(`the engine says what the specification says (${rules} rules)`, () => {
  let compared = 0
  let matched = 0
  check(
    property(cases, ({ rule, records }) => {
      const text = writeRule(rule)
      const naive = orRefused(() => readRuleNaively(text), Refused)
      const engine = orRefused(() => readWithEngine(text), SigmaErrors)
      assert.equal(engine === undefined, naive === undefined, `one of them refuses:\n${text}`)
      if (naive === undefined || engine === undefined) return
      for (const event of records) {
        const expected = naive(event)
        assert.equal(engine(event), expected, `${text}\n${JSON.stringify(event)}`)
        compared++
        if (expected) matched++
      }
    }),
    { numRuns: rules },
  )
  assert.ok(compared >= (deep ? 1_000_000 : 3000), `only ${compared} comparisons`)
  assert.ok(matched > compared / 5 && matched < (compared * 4) / 5, `${matched} of ${compared} matched`)
})

const community = findData('sigma-rules')

test('so it does for the rules of the community', { skip: community === undefined && 'no sigma-rules here' }, () => {
  let compared = 0
  for (const file of globSync('**/*.yml', { cwd: community! })) {
    const text = readFileSync(join(community!, file), 'utf8')
    const naive = orRefused(() => readRuleNaively(text), Refused)
    const engine = orRefused(() => readWithEngine(text), SigmaErrors)
    assert.equal(engine === undefined, naive === undefined, `one of them refuses ${file}`)
    if (naive === undefined || engine === undefined) continue
    for (const event of sample(arbitraryRecord(parse(text) as RuleDocument), deep ? 200 : 5)) {
      assert.equal(engine(event), naive(event), `${file}\n${JSON.stringify(event)}`)
      compared++
    }
  }
  assert.ok(compared > 2000, `only ${compared} comparisons`)
})

function readWithEngine(text: string): Judge {
  const [rule] = parseSigma(text).rules
  assert.ok(rule)
  const compiled = compileRule(rule)
  return (event) => compiled.matches(event as object)
}

/** What is read, or nothing where it is refused in the way that refusals are. */
function orRefused(read: () => Judge, Refusal: new (...args: never[]) => Error): Judge | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof Refusal) return undefined
    throw error
  }
}
