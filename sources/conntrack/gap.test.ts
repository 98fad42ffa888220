import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RecordError } from 'tallyman/source'
import { conntrack } from './source.ts'

const read = (value: object) =>
  conntrack.read(
    { place: { source: 'conntrack', file: 'test', line: 1 }, value: { tallyman: 'conntrack-gap', ...value } },
    { redact: (secret) => secret },
  )

describe('a gap of conntrack', () => {
  it('says between which times something is missing, and is no connection', () => {
    const [from, time] = ['2026-11-22T01:39:33.242Z', '2026-11-22T01:39:33.259Z']
    const event = read({ from, time, node: 'node1', reason: 'too\nslow' })
    assert.ok('uid' in event)
    assert.equal(event.operation, 'conntrack gap')
    assert.deepEqual(event.details, { start_time: Date.parse(from), end_time: Date.parse(time), duration: 17 })
    assert.deepEqual(
      event.entities.map(({ type, uid }) => [type, uid]),
      [['node', 'node1']],
    )
    assert.equal(event.views.length, 1)
  })
  it('does not end before it begins', () => {
    assert.throws(() => read({ from: '2026-01-01T00:00:01Z', time: '2026-01-01T00:00:00Z' }), RecordError)
  })
})
