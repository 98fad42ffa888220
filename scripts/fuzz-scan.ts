/**
 * `npm run fuzz`: the scan under arbitrary and mutated bytes for as long as wanted (FUZZ_SECONDS, 60 if it is not said), and what
 * it saw at the end. Where the scan and the parser differ it says on what, and exits with 1; FUZZ_SEED (told at the beginning)
 * runs the same again.
 */
import { AssertionError } from 'node:assert'
import { Dice } from '../test/oracle/dice.ts'
import { compareWounded, makeWounded, type Seen } from '../test/oracle/wounded-block.ts'

const seconds = Number(process.env['FUZZ_SECONDS'] ?? 60)
const seed = Number(process.env['FUZZ_SEED'] ?? Date.now() % 2 ** 32)
const blocksEach = 60
const bytes = new Uint8Array(20_000)

/** Bytes from the seed and the number of the case (mulberry32). */
function fill(number: number): Uint8Array {
  let state = (seed + Math.imul(number, 0x9e3779b1)) >>> 0
  for (let at = 0; at < bytes.length; at++) {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    bytes[at] = (mixed ^ (mixed >>> 14)) >>> 24
  }
  return bytes
}

console.log(`seed ${seed}, ${seconds} seconds`)
const seen: Seen = { lines: 0, comparisons: 0, matches: 0, malformed: 0 }
const until = performance.now() + seconds * 1000
let cases = 0
let differences = 0
for (; performance.now() < until; cases++)
  try {
    compareWounded(makeWounded(blocksEach, new Dice(fill(cases))), seen)
  } catch (error) {
    differences++
    console.error(`case ${cases}: ${error instanceof AssertionError ? error.message : String(error)}`)
  }
console.log(
  `${cases * blocksEach} blocks, ${seen.lines} lines (${seen.malformed} malformed), ${seen.comparisons} comparisons, ` +
    `${seen.matches} matches, ${differences} differences`,
)
if (differences > 0 || seen.matches === 0) process.exitCode = 1
