import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { isObject, RecordError, valueAt, type JsonObject } from 'tallyman/source'
import { hubble } from './source.ts'

const PLACE = { source: 'hubble', file: 'test', line: 1 }
const read = (value: JsonObject) => {
  const event = hubble.read({ place: PLACE, value }, { redact: () => '[redacted]' })
  assert.ok('uid' in event)
  return event
}
const flow = (more: JsonObject = {}): JsonObject => ({
  time: '2026-01-01T00:00:00Z',
  verdict: 'FORWARDED',
  IP: { source: '10.0.0.1', destination: '10.0.0.2', ipVersion: 'IPv4' },
  l4: { TCP: { source_port: 40000, destination_port: 443, flags: { SYN: true } } },
  source: { ID: 7, namespace: 'shop', pod_name: 'web-1', workloads: [{ kind: 'Deployment', name: 'web' }] },
  destination: { identity: 2, labels: ['reserved:world'] },
  Type: 'L3_L4',
  node_name: 'west/node1',
  event_type: { type: 4 },
  traffic_direction: 'EGRESS',
  ...more,
})
const turned = (more: JsonObject): JsonObject => {
  const { source, destination } = flow()
  const IP = { source: '10.0.0.2', destination: '10.0.0.1' }
  const l4 = { TCP: { source_port: 443, destination_port: 40000, flags: { SYN: true, ACK: true } } }
  return flow({ IP, l4, source: destination, destination: source, ...more })
}
const categories = (record: JsonObject): (string | undefined)[] =>
  read(record).views.map(({ logsource }) => logsource.category)

describe('hubble', () => {
  it('names who began as the origin, also where a reply is told, by either name of the mark', () => {
    for (const record of [flow(), turned({ is_reply: true }), turned({ reply: true })]) {
      const ends = read(record).entities.filter(({ role }) => role === 'origin' || role === 'target')
      assert.deepEqual(
        ends.map(({ type, uid, role }) => `${role} ${type} ${uid}`),
        ['origin address 10.0.0.1', 'target address 10.0.0.2', 'origin pod shop/web-1'],
      )
    }
  })
  it('teaches a pod its address and owner, and its node only where the flow was seen on it', () => {
    const facts = (record: JsonObject): string[] =>
      read(record).facts.map(({ subject, relation, object }) => `${subject.uid} ${relation} ${object.uid}`)
    const taught = ['shop/web-1 has-address 10.0.0.1', 'shop/web-1 owned-by shop/deployment/web']
    assert.deepEqual(facts(flow()), [...taught, 'shop/web-1 runs-on node1'])
    const { ID: _, ...remote } = flow()['source'] as JsonObject
    assert.deepEqual(facts(flow({ source: remote })), taught)
  })
  it('takes only what begins for a connection', () => {
    assert.ok(categories(flow()).includes('network_connection'))
    assert.ok(!categories(turned({ is_reply: true })).includes('network_connection'))
    const later = { TCP: { source_port: 1, destination_port: 2, flags: { ACK: true } } }
    assert.ok(!categories(flow({ l4: later })).includes('network_connection'))
    assert.ok(categories(flow({ l4: { UDP: { source_port: 1, destination_port: 2 } } })).includes('network_connection'))
  })
  it('does not take a port for a proof of encryption', () => {
    const encrypted = (record: JsonObject): unknown => valueAt(read(record).views[0], 'fields.derived.encrypted')
    assert.equal(encrypted(flow()), undefined)
    assert.equal(encrypted(flow({ IP: { source: '10.0.0.1', destination: '10.0.0.2', encrypted: true } })), true)
    assert.equal(encrypted(flow({ l7: { type: 'REQUEST', http: { method: 'GET', url: 'http://a/' } } })), false)
  })
  it('refuses a flow without a time', () => {
    const { time: _, ...timeless } = flow()
    assert.equal(hubble.recognises(timeless), true)
    assert.throws(() => read(timeless), RecordError)
  })
})

const FLOWS = fileURLToPath(new URL('../../../shared/data/hubble-flows-accuknox/', import.meta.url))
describe('flows that others recorded', { skip: existsSync(FLOWS) ? false : `${FLOWS} is not there` }, () => {
  it('are each an event, or set aside for want of a time', () => {
    const outcomes = { events: 0, aside: 0 }
    for (const file of globSync('**/*.json', { cwd: FLOWS }))
      for (const value of [JSON.parse(readFileSync(join(FLOWS, file), 'utf8')) as unknown].flat()) {
        assert.ok(isObject(value) && hubble.recognises(value), file)
        if ('time' in value) {
          assert.ok(read(value).entities.length >= 3, file)
          outcomes.events += 1
        } else {
          assert.throws(() => read(value), /time should be a string, but is missing/, file)
          outcomes.aside += 1
        }
      }
    assert.deepEqual(outcomes, { events: 37, aside: 10 })
  })
})
