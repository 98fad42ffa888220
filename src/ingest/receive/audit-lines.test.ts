/** An EventList taken apart by its bytes: what is read of the lines is what is read of the list. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { auditEventsOf } from './audit-lines.ts'

const HEAD = { kind: 'Event', apiVersion: 'audit.k8s.io/v1' }
const linesOf = (text: string): string[] => auditEventsOf(Buffer.from(text)).lines.toString().split('\n').slice(0, -1)

describe('the events of an EventList', () => {
  it('are lines as the log has them, byte for byte but for the kind', () => {
    const list = `{"items":[ {"auditID":"a","big":12345678901234567890,"o":{"items":[{}]}} ,{},
      {"kind":"Event","x":"}]\\"{"},{"apiVersion":"audit.k8s.io/v1beta1","kind":"Event"}],"kind":"EventList","apiVersion":"audit.k8s.io/v1"}`
    assert.deepEqual(linesOf(list), [
      '{"kind":"Event","apiVersion":"audit.k8s.io/v1","auditID":"a","big":12345678901234567890,"o":{"items":[{}]}}',
      '{"kind":"Event","apiVersion":"audit.k8s.io/v1"}',
      '{"apiVersion":"audit.k8s.io/v1","kind":"Event","x":"}]\\"{"}',
      '{"apiVersion":"audit.k8s.io/v1beta1","kind":"Event"}',
    ])
  })
  it('say the same as the list, however it is written', () => {
    const event = fc.dictionary(fc.oneof(fc.string(), fc.constantFrom('items', 'kind', '__proto__')), fc.jsonValue())
    const members = fc.dictionary(
      fc.string().filter((name) => !['kind', 'apiVersion', 'items'].includes(name)),
      fc.oneof(fc.jsonValue(), fc.constant('items'), fc.constant({ items: [{}] }), fc.constant([{}])),
    )
    fc.assert(
      fc.property(fc.array(event), members, fc.boolean(), fc.nat(2), (items, more, isFirst, indent) => {
        const list = isFirst
          ? { kind: 'EventList', apiVersion: HEAD.apiVersion, items, ...more }
          : { ...more, items, kind: 'EventList', apiVersion: HEAD.apiVersion }
        const lines = linesOf(JSON.stringify(list, null, indent))
        assert.deepEqual(
          lines.map((line) => JSON.parse(line) as object),
          items.map((item) => JSON.parse(JSON.stringify({ ...HEAD, ...item })) as object),
        )
      }),
      { numRuns: 500 },
    )
  })
  it('are in one list of items', () => {
    const twice = '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","items":[{"a":1}],"items":[{"b":1}]}'
    assert.throws(() => linesOf(twice), { status: 400, message: /several lists/ })
  })
})
