/** What the host's sensor says of the file that a process runs: of the image, or written since its container began. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import type { JsonObject } from 'tallyman/source'
import { hostProcess } from './source.ts'

const record = (process: JsonObject, more: JsonObject = {}): JsonObject => ({
  tallyman: 'host-process',
  kind: 'exec',
  time: '2026-01-01T00:00:10.000Z',
  process: { pid: 7, id: '7:70', exe: '/tmp/x', args: ['x'], ...process },
  container: { id: '4f'.repeat(32), by: 'cgroup', began: '2026-01-01T00:00:01.000Z' },
  ...more,
})
const PLACE = { source: 'host-process', file: 'host', line: 1 }
const isWritten = (value: JsonObject): unknown => {
  const event = hostProcess.read({ place: PLACE, value }, { redact: (secret) => secret })
  assert.ok('details' in event)
  const derived = event.views[0]?.fields['derived'] as JsonObject
  assert.equal(derived['exe_written'], event.details?.['exe_written'])
  return derived['exe_written']
}

it('says of a file that it was written in the container only where both times are known, and it was after the beginning', () => {
  assert.equal(isWritten(record({ exe_changed: '2026-01-01T00:00:01.001Z' })), true)
  assert.equal(isWritten(record({ exe_changed: '2026-01-01T00:00:01.000Z' })), undefined)
  assert.equal(isWritten(record({ exe_changed: '2025-01-01T00:00:00.000Z' })), undefined)
  assert.equal(isWritten(record({})), undefined)
  const changed = { exe_changed: '2026-01-01T00:00:09.000Z' }
  assert.equal(isWritten(record(changed, { container: { id: '4f'.repeat(32), by: 'cgroup' } })), undefined)
  assert.equal(isWritten(record(changed, { entering: true })), undefined)
})
