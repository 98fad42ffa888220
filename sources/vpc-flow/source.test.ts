import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isObject, RecordError, valueAt, type JsonObject } from 'tallyman/source'
import { vpcFlow } from './source.ts'

const PLACE = { source: 'vpc-flow', file: 'test', line: 1 }
const read = (value: JsonObject) => {
  const event = vpcFlow.read({ place: PLACE, value }, { redact: () => '[redacted]' })
  assert.ok('uid' in event)
  return event
}
const record = (more: JsonObject = {}): JsonObject => ({
  version: 5,
  srcaddr: '10.0.0.1',
  dstaddr: '10.0.0.2',
  srcport: 40_000,
  dstport: 8443,
  protocol: 6,
  bytes: 100,
  start: 1_772_442_900,
  end: 1_772_442_960,
  action: 'ACCEPT',
  ...more,
})
const turned = { srcaddr: '10.0.0.2', dstaddr: '10.0.0.1', srcport: 8443, dstport: 40_000 }
const ends = (value: JsonObject): string[] =>
  read(value)
    .entities.filter(({ role }) => role !== 'context')
    .map(({ role, uid }) => `${role} ${uid}`)

describe('VPC flow logs', () => {
  it('know who began by the flags, and by the ports where there are none', () => {
    const began = ['origin 10.0.0.1', 'target 10.0.0.2']
    assert.deepEqual(ends(record({ 'tcp-flags': 2 })), began)
    assert.deepEqual(ends(record({ ...turned, 'tcp-flags': 18 })), began)
    assert.deepEqual(ends(record({ ...turned, srcport: 443 })), began)
    assert.deepEqual(ends(record(turned)), ['origin 10.0.0.2', 'target 10.0.0.1'], 'nothing tells')
    assert.deepEqual(ends(record({ srcport: 443, 'tcp-flags': 2 })), began, 'a flag outweighs a port')
  })
  it('count what went out and what came back apart', () => {
    const counted = (value: JsonObject): unknown => valueAt(read(value).details, 'traffic')
    assert.deepEqual(counted(record()), { bytes: 100, bytes_out: 100 })
    assert.deepEqual(counted(record({ ...turned, 'tcp-flags': 19 })), { bytes: 100, bytes_in: 100 })
  })
  it('name the pod behind an interface, and the interface beside it', () => {
    const { entities } = read(record({ 'pkt-srcaddr': '10.0.0.17', 'pkt-dstaddr': '10.0.0.2' }))
    assert.deepEqual(
      entities.map(({ role, uid }) => `${role} ${uid}`),
      ['origin 10.0.0.17', 'target 10.0.0.2', 'context 10.0.0.1'],
    )
  })
  it('turn the direction of an interface into that of the conversation', () => {
    const direction = (more: JsonObject): unknown =>
      valueAt(read(record({ 'flow-direction': 'egress', ...more })).views[0], 'fields.derived.direction')
    assert.deepEqual([direction({ 'tcp-flags': 2 }), direction({ 'tcp-flags': 18 })], ['outbound', 'inbound'])
  })
  it('are read by their header, and without one only in the default format', () => {
    const reader = vpcFlow.createLineReader?.()
    assert.ok(reader)
    const line = '10.0.0.1 10.0.0.2 443 1772442900 1772442960'
    assert.equal(reader.line(line, 1), undefined)
    assert.deepEqual(reader.line('srcaddr dstaddr dstport start end', 1), [])
    const [told] = reader.line(line, 2) ?? []
    assert.ok(told && 'value' in told)
    assert.equal(told.value['dstport'], 443)
    assert.equal(reader.line('10.0.0.1 10.0.0.2 https 1 2', 3), undefined)
    assert.equal(vpcFlow.createLineReader?.().line(line, 1), undefined, 'another file has another header')
  })
  it('say what they lack', () => {
    assert.throws(() => read({ ...record(), start: '-', end: '-' }), RecordError)
  })
})

const FIXTURE = fileURLToPath(
  new URL(
    '../../../shared/data/rsigma-schema-fixtures/schema-classification/aws_vpcflow/test_event.json',
    import.meta.url,
  ),
)
describe('a record that others classify', { skip: existsSync(FIXTURE) ? false : `${FIXTURE} is not there` }, () => {
  it('is an event', () => {
    const value = JSON.parse(readFileSync(FIXTURE, 'utf8')) as unknown
    assert.ok(isObject(value) && vpcFlow.recognises(value))
    assert.deepEqual(ends(value), ['origin 10.0.1.100', 'target 10.0.2.50'])
  })
})
