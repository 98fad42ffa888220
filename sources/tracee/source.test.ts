import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { JsonObject } from 'tallyman/source'
import { RecordError } from 'tallyman/source'
import { tracee } from './source.ts'

const PLACE = { source: 'tracee', file: 'test', line: 1 }
const read = (record: JsonObject) => {
  const event = tracee.read({ place: PLACE, value: record }, { redact: () => '[redacted]' })
  assert.ok('uid' in event)
  return event
}
const happening = (eventName: string, args: JsonObject, more: JsonObject = {}): JsonObject => ({
  timestamp: 1_767_225_600_000_000_000,
  processId: 7,
  hostProcessId: 2007,
  userId: 0,
  hostName: 'node1',
  eventName,
  returnValue: 0,
  args: Object.entries(args).map(([name, value]) => ({ name, type: 'x', value })),
  ...more,
})
const categories = (record: JsonObject) => read(record).views.map(({ logsource }) => logsource.category)

describe('tracee', () => {
  it('tells a file that is made from one that is read, by flags in words and in numbers', () => {
    const open = (flags: unknown) => read(happening('security_file_open', { pathname: '/x', flags })).activity_name
    assert.deepEqual(['O_RDONLY', 'O_RDWR', 'O_WRONLY|O_CREAT', 32768, 2, 577].map(open), [
      'Open',
      'Update',
      'Create',
      'Open',
      'Update',
      'Create',
    ])
  })
  it('tells Sigma of processes only that were started', () => {
    const exec = { pathname: '/bin/sh', argv: ['sh', '-i'] }
    assert.deepEqual(categories(happening('execve', exec)), [undefined, 'process_creation'])
    assert.deepEqual(categories(happening('execve', exec, { returnValue: -2 })), [undefined])
    assert.equal(read(happening('execve', exec, { returnValue: -2 })).status, 'Failure')
  })
  it('turns a conversation round where a packet answers', () => {
    const packet = { src_ip: '10.96.0.10', dst_ip: '10.0.0.1', src_port: 53, dst_port: 4000, protocol: 17 }
    const answer = { query_data: { query: 'a.example', query_type: 'A' }, dns_answer: [{ answer: '192.0.2.1' }] }
    const event = read(happening('net_packet_dns_response', { metadata: packet, dns_response: [answer] }))
    const { fields } = event.views[1] ?? {}
    assert.deepEqual(
      [fields?.['query'], fields?.['answer'], fields?.['dst_ip']],
      ['a.example', ['192.0.2.1'], '10.96.0.10'],
    )
    assert.deepEqual([event.class_name, event.activity_name], ['DNS Activity', 'Response'])
  })
  it('knows the engine’s socket by its path', () => {
    const remote_addr = { sa_family: 'AF_UNIX', sun_path: '/var/run/docker.sock' }
    const event = read(happening('security_socket_connect', { remote_addr }))
    assert.equal((event.views[0]?.fields['derived'] as JsonObject | undefined)?.['path'], '/var/run/docker.sock')
    assert.equal(event.views.length, 1)
  })
  it('does not take the clock of a machine for the time of day', () => {
    assert.throws(() => read(happening('x', {}, { timestamp: 26_018_249_532 })), RecordError)
  })
})

const DATA = fileURLToPath(new URL('../../../shared/data/tracee-events/events-from-docs.ndjson', import.meta.url))
describe('events that others caught', { skip: existsSync(DATA) ? false : `${DATA} is not there` }, () => {
  it('are each an event', () => {
    const lines = readFileSync(DATA, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '')
    const classes = new Map<string, number>()
    for (const line of lines) {
      const record = JSON.parse(line) as JsonObject
      assert.ok(tracee.recognises(record))
      const { class_name, entities } = read(record)
      assert.ok(entities.length > 0)
      classes.set(class_name, (classes.get(class_name) ?? 0) + 1)
    }
    assert.equal(lines.length, 204)
    assert.deepEqual(Object.fromEntries(classes), {
      'DNS Activity': 51,
      'Detection Finding': 3,
      'File System Activity': 26,
      'HTTP Activity': 13,
      'Network Activity': 99,
      'Process Activity': 12,
    })
  })
})
