/** Watches the generators: what they make is allowed, varied, and matches often enough to test anything. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as check, property, sample } from 'fast-check'
import { arbitraryBlock, arbitraryLine, arbitraryRecord } from './arbitrary-record.ts'
import { arbitraryRule, writeRule } from './arbitrary-rule.ts'
import { readRuleNaively } from './evaluate.ts'
import { Refused } from './refused.ts'

test('a generated rule survives being written as YAML, and nearly all are allowed', () => {
  let allowed = 0
  let all = 0
  check(
    property(arbitraryRule(), (rule) => {
      const text = writeRule(rule)
      all++
      try {
        readRuleNaively(text)
        allowed++
      } catch (error) {
        assert.ok(error instanceof Refused, String(error))
      }
    }),
    { numRuns: 500, seed: 1 },
  )
  assert.ok(allowed > all * 0.8, `${allowed} of ${all}`)
})

test('records match their rule often, and miss it often', () => {
  let matches = 0
  let all = 0
  for (const rule of sample(arbitraryRule(), { numRuns: 300, seed: 2 })) {
    let holds: (event: unknown) => boolean
    try {
      holds = readRuleNaively(writeRule(rule))
    } catch {
      continue
    }
    for (const record of sample(arbitraryRecord(rule), { numRuns: 10, seed: 3 })) {
      if (holds(record)) matches++
      all++
    }
  }
  assert.ok(all > 2000, String(all))
  assert.ok(matches > all * 0.15 && matches < all * 0.85, `${matches} of ${all}`)
})

test('lines are mostly JSON, and sometimes not; blocks are bytes', () => {
  const [rule] = sample(arbitraryRule(), { numRuns: 1, seed: 4 })
  const lines = sample(arbitraryLine(rule!), { numRuns: 500, seed: 5 })
  const whole = lines.filter((line) => isJson(line)).length
  assert.ok(whole > 300 && whole < 500, String(whole))
  assert.ok(lines.every((line) => !line.includes('\n')))
  assert.ok(sample(arbitraryBlock(rule!), { numRuns: 50, seed: 6 }).some((block) => block.includes(10)))
})

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
