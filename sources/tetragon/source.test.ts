import assert from 'node:assert/strict'
import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { JsonObject } from 'tallyman/source'
import { tetragon } from './source.ts'

const PLACE = { source: 'tetragon', file: 'test', line: 1 }
const read = (record: JsonObject) => {
  const event = tetragon.read({ place: PLACE, value: record }, { redact: () => '[redacted]' })
  assert.ok('uid' in event)
  return event
}
const hook = (function_name: string, args: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  process_kprobe: { process: { exec_id: 'x', pid: 7, uid: 0, binary: '/bin/sh', ...more }, function_name, args },
  node_name: 'node1',
  time: '2026-01-01T00:00:00Z',
})
const activity = (record: JsonObject): string => `${read(record).class_name}: ${read(record).activity_name}`

describe('tetragon', () => {
  it('tells by its mask what was done to a file', () => {
    const mask = (int_arg: number) =>
      hook('security_file_permission', [{ file_arg: { path: '/etc/passwd' } }, { int_arg }])
    assert.equal(activity(mask(4)), 'File System Activity: Read')
    assert.equal(activity(mask(2)), 'File System Activity: Update')
    assert.deepEqual(
      read(mask(2)).views.map(({ logsource }) => logsource.category),
      [undefined, 'file_event'],
    )
    assert.equal(read(mask(4)).views.length, 1)
  })
  it('tells by its name what a hook is', () => {
    const file = [{ file_arg: { path: '/x' } }]
    for (const [call, is] of [
      ['__x64_sys_write', 'File System Activity: Update'],
      ['security_path_unlink', 'File System Activity: Delete'],
      ['file_open', 'File System Activity: Open'],
      ['bprm_check_security', 'Process Activity: Other'],
    ] as const)
      assert.equal(activity(hook(call, file)), is)
    assert.equal(activity(hook('__x64_sys_ptrace', [])), 'Process Activity: Inject')
  })
  it('turns a connection round that was accepted', () => {
    const sock = { sock_arg: { protocol: 'IPPROTO_TCP', saddr: '10.0.0.1', sport: 80, daddr: '10.0.0.2', dport: 5000 } }
    const fields = read(hook('inet_csk_accept', [sock])).views[1]?.fields
    assert.deepEqual(
      [fields?.['Initiated'], fields?.['SourceIp'], fields?.['DestinationPort']],
      ['false', '10.0.0.2', 80],
    )
    assert.deepEqual(read(hook('inet_csk_accept', [sock])).entities.at(-1)?.role, 'origin')
  })
  it('knows a container without a pod by the digits that are there', () => {
    const { entities } = read(hook('x', [], { docker: '4f2c7d9a01be5c3e8d6b7a90f1e2d3c' }))
    assert.deepEqual(
      entities.map(({ type, uid }) => `${type}:${uid}`),
      ['principal:root@4f2c7d9a01be', 'container:4f2c7d9a01be5c3e8d6b7a90f1e2d3c', 'node:node1'],
    )
  })
  it('redacts what the file that runs makes a secret, wherever the process is named', () => {
    const process = { pid: 1, binary: '/usr/bin/mysql', arguments: '-uroot -phunter2' }
    const event = read({
      process_exec: { process, parent: process, ancestors: [process] },
      time: '2026-01-01T00:00:00Z',
    })
    assert.doesNotMatch(JSON.stringify(event), /hunter2/)
    assert.equal(event.command, '/usr/bin/mysql -uroot -p[redacted]')
  })
})

const DATA = fileURLToPath(new URL('../../../shared/data/tetragon-events/', import.meta.url))
describe('events that others caught', { skip: existsSync(DATA) ? false : `${DATA} is not there` }, () => {
  it('are each an event', () => {
    const files = globSync('**/*.{json,ndjson}', { cwd: DATA })
    const records = files.flatMap((file) => {
      const text = readFileSync(join(DATA, file), 'utf8')
      const documents = file.startsWith('docs/') ? [text] : text.split('\n').filter((line) => line.trim() !== '')
      return documents.map((document) => JSON.parse(document) as JsonObject)
    })
    const classes = new Map<string, number>()
    for (const record of records) {
      assert.ok(tetragon.recognises(record))
      const { class_name, activity_name, command, entities } = read(record)
      // Who ran a command on a node without a name is not known.
      assert.ok(command !== undefined && entities.length > 0 === 'node_name' in record)
      const name = `${class_name}: ${activity_name}`
      classes.set(name, (classes.get(name) ?? 0) + 1)
    }
    assert.equal(records.length, 35)
    assert.deepEqual(Object.fromEntries(classes), {
      'File System Activity: Read': 3,
      'File System Activity: Update': 2,
      'Network Activity: Close': 2,
      'Network Activity: Listen': 1,
      'Network Activity: Open': 2,
      'Process Activity: Launch': 10,
      'Process Activity: Other': 7,
      'Process Activity: Set User ID': 3,
      'Process Activity: Terminate': 5,
    })
  })
})
