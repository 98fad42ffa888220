import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RecordError, valueAt, type JsonObject } from 'tallyman/source'
import { ocsf } from './source.ts'

const PLACE = { source: 'ocsf', file: 'test', line: 1 }
const read = (given: JsonObject) => {
  const value = { metadata: {}, activity_id: 1, time: 1_795_167_600_000, ...given }
  const event = ocsf.read({ place: PLACE, value }, { redact: () => '[redacted]' })
  assert.ok('uid' in event)
  return event
}
const categories = (given: JsonObject): unknown[] =>
  read(given)
    .views.slice(1)
    .map(({ logsource }) => logsource.category)
const uids = (given: JsonObject, type: string): string[] =>
  read(given).entities.flatMap((each) => (each.type === type ? [each.uid] : []))

describe('ocsf', () => {
  const process = {
    pid: 7,
    cmd_line: 'sh -c id',
    file: { path: '/bin/sh' },
    parent_process: { file: { path: '/bin/ps' } },
  }
  it('lets rules of Sigma’s categories read what it can say of them', () => {
    const [, view] = read({ class_uid: 1007, process }).views
    assert.deepEqual(view?.fields, { Image: '/bin/sh', CommandLine: 'sh -c id', ProcessId: 7, ParentImage: '/bin/ps' })
    const file = { path: '/tmp/x' }
    assert.deepEqual(categories({ class_uid: 1001, actor: { process }, file }), ['file_event'])
    assert.deepEqual(
      categories({ class_uid: 1001, activity_id: 2, actor: { process }, file }),
      [],
      'a file that is read',
    )
    const ends = { src_endpoint: { ip: '10.0.0.1' }, dst_endpoint: { ip: '10.0.0.2' } }
    assert.deepEqual(categories({ class_uid: 4001, ...ends }), ['network_connection'])
    assert.deepEqual(categories({ class_uid: 4001, activity_id: 6, action: 'Denied', ...ends }), ['firewall'])
    assert.deepEqual(categories({ class_uid: 4003, query: { hostname: 'a' } }), ['dns'])
    assert.deepEqual(categories({ class_uid: 4002, http_request: { http_method: 'GET' } }), ['proxy', 'webserver'])
  })
  it('takes no process of another system for one of Linux', () => {
    assert.deepEqual(categories({ class_uid: 1007, process, device: { os: { type: 'Windows' } } }), [])
    assert.deepEqual(categories({ class_uid: 1007, process: { cmd_line: 'x', file: { path: 'C:\\x.exe' } } }), [])
  })
  it('names users of a host with the host, and those of an interface alone', () => {
    const actor = { user: { name: 'ana', uid: 'u-1' } }
    assert.deepEqual(uids({ class_uid: 1007, actor, device: { hostname: 'node1' } }, 'principal'), ['ana@node1'])
    assert.deepEqual(uids({ class_uid: 6003, actor, device: { hostname: 'node1' } }, 'principal'), ['u-1'])
    const account = { user: { name: 'system:serviceaccount:shop:web', uid: 'u-2' } }
    assert.deepEqual(uids({ class_uid: 6003, actor: account }, 'principal'), ['system:serviceaccount:shop:web'])
  })
  it('names a pod as Kubernetes does', () => {
    assert.deepEqual(uids({ class_uid: 6003, resources: [{ type: 'pods', namespace: 'shop', name: 'web' }] }, 'pod'), [
      'shop/web',
    ])
  })
  it('reads either time, and refuses a record without one', () => {
    assert.equal(
      read({ class_uid: 1007, time: undefined, time_dt: '2026-11-20T09:40:09Z' }).time,
      Date.UTC(2026, 10, 20, 9, 40, 9),
    )
    assert.throws(() => read({ class_uid: 1007, time: 'now' }), RecordError)
  })
  it('tells of a class that is not ours that it happened', () => {
    const event = read({ class_uid: 3002, class_name: 'Authentication', activity_name: 'Logon' })
    assert.deepEqual(
      [event.class_name, event.activity_name, event.message],
      ['Base Event', 'Logon', 'Authentication Logon'],
    )
    assert.equal(valueAt(event.views[0], 'fields.class_uid'), 3002)
  })
})
