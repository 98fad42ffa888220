/**
 * The scan under arbitrary and mutated bytes: it does not crash, it reads nothing outside of the block, it misses no match. Some
 * thousand blocks here, more with TALLYMAN_DEEP=1, and for as long as wanted with `npm run fuzz`.
 */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assert as check, property } from 'fast-check'
import { arbitraryFrom } from '../../test/oracle/dice.ts'
import { compareWounded, makeWounded, type Seen } from '../../test/oracle/wounded-block.ts'

const deep = process.env['TALLYMAN_DEEP'] === '1'
const rounds = deep ? 4000 : 60
const blocksEach = deep ? 60 : 40

test(`bytes of all kinds (${rounds * blocksEach} blocks)`, () => {
  const seen: Seen = { lines: 0, comparisons: 0, matches: 0, malformed: 0 }
  const cases = arbitraryFrom((dice) => makeWounded(blocksEach, dice), 20_000)
  check(
    property(cases, (wounded) => compareWounded(wounded, seen)),
    { numRuns: rounds, endOnFailure: true },
  )
  assert.ok(seen.matches > rounds * 10 && seen.malformed > rounds, JSON.stringify(seen))
})
