import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { RecordError, valueAt, type JsonObject } from 'tallyman/source'
import { suricata } from './source.ts'

const PLACE = { source: 'suricata', file: 'test', line: 1 }
const read = (value: JsonObject) => {
  const event = suricata.read({ place: PLACE, value }, { redact: () => '[redacted]' })
  assert.ok('uid' in event)
  return event
}
const eve = (event_type: string, more: JsonObject = {}): JsonObject => ({
  timestamp: '2026-01-01T00:00:00.000001+0000',
  flow_id: 7,
  event_type,
  src_ip: '10.0.0.1',
  src_port: 40_000,
  dest_ip: '10.0.0.2',
  dest_port: 80,
  proto: 'TCP',
  [event_type]: {},
  ...more,
})
const originOf = (record: JsonObject): unknown => read(record).entities.find(({ role }) => role === 'origin')?.uid

describe('suricata', () => {
  it('names who began, whichever packet gave the alert', () => {
    const alert = {
      alert: { signature: 'x' },
      src_ip: '10.0.0.2',
      src_port: 80,
      dest_ip: '10.0.0.1',
      dest_port: 40_000,
    }
    const began = { src_ip: '10.0.0.1', src_port: 40_000, dest_ip: '10.0.0.2', dest_port: 80 }
    assert.equal(originOf(eve('alert', alert)), '10.0.0.2', 'nothing tells')
    assert.equal(originOf(eve('alert', { ...alert, direction: 'to_client' })), '10.0.0.1')
    assert.equal(originOf(eve('alert', { ...alert, flow: began })), '10.0.0.1')
    assert.equal(originOf(eve('alert', { ...began, alert: {}, flow: began })), '10.0.0.1')
  })
  it('reads the time with its offset', () => {
    assert.equal(read(eve('ssh', { timestamp: '2026-01-01T01:00:00.5+0100' })).time, Date.UTC(2026, 0, 1, 0, 0, 0, 500))
    assert.throws(() => read(eve('ssh', { timestamp: 'yesterday' })), RecordError)
  })
  it('says that traffic is encrypted only where Suricata found out', () => {
    const encrypted = (app_proto: string): unknown =>
      valueAt(read(eve('flow', { app_proto })).views[0], 'fields.derived.encrypted')
    assert.deepEqual(['tls', 'http', 'failed', 'smb'].map(encrypted), [true, false, undefined, undefined])
  })
  it('hides a payload that holds a secret, and leaves one that holds none', () => {
    const base64 = (text: string): string => Buffer.from(text).toString('base64')
    const plain = base64('GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n')
    const secret = base64('GET / HTTP/1.1\r\nAuthorization: Bearer abcdefghijklmnopqrstuvwxyz\r\n\r\n')
    assert.equal(read(eve('alert', { payload: plain })).raw['payload'], plain)
    assert.equal(read(eve('alert', { payload: secret })).raw['payload'], '[redacted]')
  })
  it('tells a type of event that it has not heard of as traffic', () => {
    const { class_name, activity_name, message } = read(eve('telepathy'))
    assert.deepEqual([class_name, activity_name], ['Network Activity', 'Traffic'])
    assert.match(message, /telepathy/)
  })
})

const LOGS = fileURLToPath(new URL('../../../shared/data/suricata-eve/', import.meta.url))
describe('logs that others recorded', { skip: existsSync(LOGS) ? false : `${LOGS} is not there` }, () => {
  it('are each an event', () => {
    const classes = new Map<string, number>()
    for (const file of globSync('**/*.json', { cwd: LOGS }))
      for (const line of readFileSync(join(LOGS, file), 'utf8').split('\n').filter(Boolean)) {
        const record = JSON.parse(line) as JsonObject
        assert.ok(suricata.recognises(record), file)
        const { class_name, entities } = read(record)
        assert.ok(entities.length === 2 || class_name === 'Inventory Info', file)
        classes.set(class_name, (classes.get(class_name) ?? 0) + 1)
      }
    assert.deepEqual(Object.fromEntries(classes), {
      'DNS Activity': 33,
      'Detection Finding': 13,
      'HTTP Activity': 1,
      'Inventory Info': 2,
      'Network Activity': 9,
    })
  })
})
