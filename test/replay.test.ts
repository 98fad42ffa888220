/** The law of replay: however often a recording is read, and in blocks of whatever size, it tells the same to the byte. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { loadContent } from '../src/runtime/content.ts'
import { scan } from '../src/runtime/scan.ts'

const RECORDING = 'recordings/intrusion'
const content = await loadContent()

/** All that a scan found, as bytes; Maps are written as lists so that nothing is left out. */
async function told(chunk?: number): Promise<string> {
  const report = await scan([RECORDING], content, chunk === undefined ? {} : { chunk })
  return JSON.stringify(report, (_key, value: unknown) => (value instanceof Map ? [...value] : value))
}

describe('replay', async () => {
  const whole = await told()
  it('has something to say', () => assert.match(whole, /"detection":/))
  it('tells the same in blocks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 200, max: 1_000_000 }), async (chunk) =>
        assert.ok((await told(chunk)) === whole, `blocks of ${chunk} bytes`),
      ),
      { numRuns: 5 },
    )
  })
  it('prints the same bytes twice', () => {
    const print = (): string =>
      execFileSync('node', ['bin/tallyman.js', 'scan', RECORDING, '--format', 'ndjson'], {
        encoding: 'utf8',
        maxBuffer: 1e9,
      })
    assert.ok(print() === print())
  })
})
