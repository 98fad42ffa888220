/** What an audit log shows of its policy, and where it has holes. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { event } from '../../test/said.ts'
import type { Event } from '../model/event.ts'
import { createLedger } from './ledger.ts'

describe('the audit log', () => {
  const told = (
    seconds: number,
    stage: string,
    more: Partial<Event> = {},
    verb = 'create',
    level = 'Metadata',
  ): Event =>
    event('kubernetes-audit', seconds, {
      class_name: 'API Activity',
      raw: { level, verb, stage: 'ResponseComplete' },
      views: [{ logsource: {}, fields: { derived: { resource: 'pods/exec', stage } } }],
      ...more,
    })
  it('shows the levels it is told at, and sessions whose beginning is missing', () => {
    const ledger = createLedger()
    ledger.observe(told(0, 'completed', {}, 'get'))
    ledger.observe(told(5, 'started', { operation_uid: 'x' }))
    ledger.observe(told(9, 'ended', { operation_uid: 'x', details: { duration: 4_000 } }))
    ledger.observe(told(9, 'ended', { operation_uid: 'y', details: { duration: 4_000 } }))
    ledger.observe(told(9, 'ended', { operation_uid: 'older', details: { duration: 60_000 } }))
    const { levels, unstarted } = ledger.snapshot().audit
    assert.equal(unstarted, 1)
    assert.deepEqual(levels, [
      {
        resource: 'pods/exec',
        told: { None: 0, Metadata: 5, Request: 0, RequestResponse: 0 },
        written: { None: 0, Metadata: 4, Request: 0, RequestResponse: 0 },
      },
    ])
  })
})
