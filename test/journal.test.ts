/** What was watched live is read back out of its journal, and tells the same. */
import assert from 'node:assert/strict'
import { execFileSync, spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { startWatching, type Printed } from './engine.ts'
import { temporaryFolder } from './temporary.ts'

const RECORDINGS = ['docker-engine.jsonl', 'kubernetes-audit.jsonl'].map((name) => join('recordings/intrusion', name))
const PATIENCE = 60_000

const scanned = (...paths: string[]): Printed[] =>
  execFileSync('node', ['bin/tallyman.js', 'scan', '--format', 'ndjson', ...paths], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Printed)
/** Which alerts and incidents, and how often; what was known of the sources differs, for they were read at another pace. */
const gist = (told: readonly Printed[]): unknown[] =>
  told
    .filter(({ kind }) => kind !== 'set-aside')
    .map(({ kind, id, detection, count, title }) => ({ kind, id, detection, count, title }))
    .toSorted((a, b) => String(a.id).localeCompare(String(b.id)))
const segmentOf = (folder: string): string =>
  join(folder, readdirSync(folder).find((name) => name.endsWith('.journal.zst')) ?? 'nothing')

describe('tallyman watch --journal', () => {
  it('keeps what it received, so that a scan of the journal tells what a scan of the files tells', async () => {
    const folder = join(temporaryFolder(), 'journal')
    const watching = await startWatching([...RECORDINGS, '--from-start', '--journal', folder])
    try {
      await watching.until(({ kind }) => kind === 'incident', PATIENCE)
      const second = spawnSync('node', ['bin/tallyman.js', 'watch', '/dev/null', '--journal', folder], {
        encoding: 'utf8',
      })
      assert.equal(second.status, 2)
      assert.match(second.stderr, /written by another process/)
    } finally {
      assert.equal(await watching.stop(), 0)
    }
    const told = scanned(...RECORDINGS)
    assert.ok(gist(told).length > 10)
    assert.deepEqual(gist(scanned(folder)), gist(told))
    // And as nothing but Zstandard: one segment, named as a file.
    assert.equal(scanned(segmentOf(folder)).filter(({ kind }) => kind === 'alert').length > 10, true)

    const whole = readFileSync(segmentOf(folder))
    const flipped = Buffer.from(whole)
    const middle = Math.floor(whole.length / 2)
    flipped.writeUInt8(whole.readUInt8(middle) ^ 1, middle)
    writeFileSync(segmentOf(folder), flipped)
    assert.match(JSON.stringify(scanned(folder).filter(({ kind }) => kind === 'set-aside')), /damaged/)
    writeFileSync(segmentOf(folder), whole)
    truncateSync(segmentOf(folder), whole.length - 1)
    assert.match(JSON.stringify(scanned(folder).filter(({ kind }) => kind === 'set-aside')), /not whole/)
  })
})
