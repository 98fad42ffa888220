/** The share of traffic that nothing could read, and between whom. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { event } from '../../test/said.ts'
import type { Event } from '../model/event.ts'
import { createTraffic } from './traffic.ts'

const flow = (from: number, port: number, encrypted?: boolean, more: Partial<Event> = {}): Event =>
  event('zeek', 1, {
    class_name: 'Network Activity',
    details: {
      src_endpoint: { ip: '10.0.0.1', port: from },
      dst_endpoint: { ip: '10.0.0.2', port },
      connection_info: { protocol_name: 'tcp' },
    },
    views: [{ logsource: {}, fields: { derived: { ...(encrypted !== undefined && { encrypted }) } } }],
    ...more,
  })
const ledgerOf = (events: readonly Event[]) => {
  const traffic = createTraffic()
  for (const each of events) traffic.observe(each)
  return traffic.ledger()
}

describe('traffic', () => {
  it('is read, seen to be encrypted, taken for it by its port, or nobody knows', () => {
    const { edges, ...total } = ledgerOf([flow(1, 80, false), flow(2, 80), flow(3, 443), flow(4, 5432, true)])
    assert.deepEqual(total, { flows: 4, read: 1, encrypted: 1, inferred: 1 })
    assert.deepEqual(
      edges.map(({ port, flows, read, encrypted, inferred }) => [port, flows, read, encrypted, inferred]),
      [
        [443, 1, 0, 0, 1],
        [5432, 1, 0, 1, 0],
        [80, 2, 1, 0, 0],
      ],
    )
  })
  it('that several sensors tell of is one flow, and known by the one that saw most', () => {
    const { edges: _, ...total } = ledgerOf([flow(1, 443), flow(1, 443, false), flow(1, 443, true), flow(1, 443)])
    assert.deepEqual(total, { flows: 1, read: 0, encrypted: 1, inferred: 0 })
  })
  it('is between workloads where it is known whose the addresses were', () => {
    const { edges } = ledgerOf(
      [1, 2, 3].map((port) =>
        flow(port, 5432, true, {
          attributed: {
            source: { state: 'known', address: '10.0.0.1', pod: `shop/web-${port}`, workload: 'shop/deployment/web' },
            destination: { state: 'known', address: '10.0.0.2', service: 'shop/db' },
          },
        }),
      ),
    )
    assert.deepEqual(edges, [
      {
        from: 'shop/deployment/web',
        to: 'shop/db',
        port: 5432,
        protocol: 'tcp',
        flows: 3,
        read: 0,
        encrypted: 3,
        inferred: 0,
      },
    ])
  })
  it('is counted the same in any order', () => {
    const one = fc.tuple(
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(80, 443),
      fc.constantFrom(true, false, undefined),
    )
    fc.assert(
      fc.property(fc.array(one, { minLength: 1 }), fc.infiniteStream(fc.nat()), (told, keys) => {
        const events = told.map(([from, port, encrypted]) => flow(from, port, encrypted))
        const shuffled = events
          .map((each) => [keys.next().value as number, each] as const)
          .toSorted(([a], [b]) => a - b)
        assert.deepEqual(ledgerOf(shuffled.map(([, each]) => each)), ledgerOf(events))
      }),
    )
  })
})
