import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { RecordError, type JsonObject } from 'tallyman/source'
import { falco } from './source.ts'

const PLACE = { source: 'falco', file: 'test', line: 1 }
const read = (record: JsonObject) => {
  const event = falco.read({ place: PLACE, value: record }, { redact: () => '[redacted]' })
  assert.ok('uid' in event)
  return event
}
const alert = (output_fields: JsonObject, more: JsonObject = {}): JsonObject => ({
  rule: 'A rule',
  priority: 'Notice',
  output: 'something',
  time: '2026-01-01T00:00:00Z',
  source: 'syscall',
  hostname: 'node1',
  output_fields,
  ...more,
})
const viewOf = (category: string, record: JsonObject): JsonObject | undefined =>
  read(record).views.find(({ logsource }) => logsource.category === category)?.fields

describe('falco', () => {
  it('answers to process_creation only where the system call starts a process', () => {
    const fields = { 'evt.type': 'execve', 'proc.exepath': '/bin/sh', 'proc.cmdline': 'sh -i', 'proc.pid': 7 }
    assert.deepEqual(viewOf('process_creation', alert(fields)), {
      Image: '/bin/sh',
      CommandLine: 'sh -i',
      ProcessId: 7,
    })
    assert.equal(viewOf('process_creation', alert({ ...fields, 'evt.type': 'openat' })), undefined)
    assert.equal(viewOf('process_creation', alert({ 'proc.cmdline': 'sh -i' })), undefined)
    assert.equal(viewOf('process_creation', alert(fields, { source: 'k8s_audit' })), undefined)
  })
  it('knows both ends of a connection by each way that rules print them', () => {
    const ends = { SourceIp: '10.0.0.1', SourcePort: 4000, DestinationIp: '10.0.0.2', DestinationPort: 443 }
    for (const fields of [
      { 'fd.name': '10.0.0.1:4000->10.0.0.2:443' },
      { 'fd.cip': '10.0.0.1', 'fd.cport': 4000, 'fd.sip': '10.0.0.2', 'fd.sport': '443' },
      { 'fd.lip': '10.0.0.1', 'fd.lport': 4000, 'fd.rip': '10.0.0.2', 'fd.rport': 443 },
    ])
      assert.deepEqual(viewOf('network_connection', alert({ 'evt.type': 'connect', ...fields })), {
        Initiated: 'true',
        ...ends,
      })
    const inward = { 'fd.lip': '10.0.0.2', 'fd.lport': 443, 'fd.rip': '10.0.0.1', 'fd.rport': 4000 }
    assert.deepEqual(viewOf('network_connection', alert({ 'evt.type': 'accept4', ...inward })), {
      Initiated: 'false',
      ...ends,
    })
  })
  it('takes a socket of the file system for no network connection', () => {
    const fields = { 'evt.type': 'connect', 'fd.name': '/run/docker.sock' }
    assert.equal(viewOf('network_connection', alert(fields)), undefined)
  })
  it('keeps two roots apart, and one root together', () => {
    const rootOf = (id: string): string | undefined =>
      read(alert({ 'user.name': 'root', 'container.id': id })).entities.find(({ type }) => type === 'principal')?.uid
    assert.notEqual(rootOf('a'.repeat(12)), rootOf('b'.repeat(12)))
    assert.equal(rootOf('a'.repeat(12)), rootOf('a'.repeat(64)))
  })
  it('redacts a secret of the command in the line that repeats it', () => {
    const command = 'mysql -u root -phunter2'
    const event = read(alert({ 'proc.cmdline': command }, { output: `a shell (command=${command} user=root)` }))
    assert.equal(event.raw['output'], 'a shell (command=mysql -u root -p[redacted] user=root)')
    assert.doesNotMatch(JSON.stringify(event), /hunter2/)
  })
  it('says of a sample that is no alert what it lacks', () => {
    const { rule: _, ...lacking } = alert({})
    assert.throws(() => read(lacking), RecordError)
    assert.equal(falco.recognises({ output_fields: {} }), false)
  })
})

const SAMPLES = fileURLToPath(new URL('../../../shared/data/falco-alert-samples/', import.meta.url))
describe('alerts that others caught', { skip: existsSync(SAMPLES) ? false : `${SAMPLES} is not there` }, () => {
  it('are each an event, or set aside with a reason', () => {
    const outcomes = { events: 0, aside: 0 }
    for (const file of readdirSync(SAMPLES).filter((name) => name.endsWith('.ndjson')))
      for (const line of readFileSync(join(SAMPLES, file), 'utf8').split('\n').filter(Boolean)) {
        const record = JSON.parse(line) as JsonObject
        const known = falco.recognises(record)
        // Payloads of another project's own tests: `Rule` for `rule`, or fields without an alert.
        if (known && 'rule' in record) {
          read(record)
          outcomes.events += 1
        } else {
          if (known) assert.throws(() => read(record), /rule should be a string, but is missing/)
          outcomes.aside += 1
        }
      }
    assert.deepEqual(outcomes, { events: 17, aside: 8 })
  })
})
