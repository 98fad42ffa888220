import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject } from 'tallyman/source'
import { createContainerdReader } from './line.ts'
import { containerd } from './source.ts'

const ID = '4f2c'.repeat(16)
const outcomeOf = (value: JsonObject) =>
  containerd.read({ place: { source: 'containerd', file: 'test', line: 1 }, value }, { redact: () => '[redacted]' })
const read = (value: JsonObject) => {
  const event = outcomeOf(value)
  assert.ok('uid' in event)
  return event
}
const derived = (value: JsonObject): JsonObject => read(value).views[0]?.fields['derived'] as JsonObject
const event = (Topic: string, Event: JsonObject, Namespace = 'default'): JsonObject => ({
  Timestamp: '2026-01-01T00:00:00.123456789Z',
  Namespace,
  Topic,
  Event,
})
const line = (text: string) => createContainerdReader().line(text, 1)

describe('a line of ctr events', () => {
  it('is read whatever fraction its second has, and in which zone', () => {
    for (const [time, Timestamp] of [
      ['2026-01-01 00:00:00.12 +0000 UTC', '2026-01-01T00:00:00.12Z'],
      ['2026-01-01 00:00:00 +0000 UTC', '2026-01-01T00:00:00Z'],
      ['2026-01-01 02:30:00 +0230 +0230', '2026-01-01T02:30:00+02:30'],
    ])
      assert.deepEqual(line(`${time} default /tasks/oom {"container_id":"c"}`), [
        { line: 1, value: { Timestamp, Namespace: 'default', Topic: '/tasks/oom', Event: { container_id: 'c' } } },
      ])
  })
  it('is not what only looks like it, and damaged where what it holds is cut off', () => {
    for (const text of [
      '2026-01-01 00:00:00 started',
      '2026-01-01T00:00:00Z default /tasks/oom {}',
      'default /tasks/oom {}',
    ])
      assert.equal(line(text), undefined)
    const [damaged] = line('2026-01-01 00:00:00 +0000 UTC default /tasks/oom {"container_id":"hunter2') ?? []
    assert.ok(damaged && 'fault' in damaged && !damaged.fault.includes('hunter2'))
  })
  it('is the same event as nerdctl prints it in JSON', () => {
    const held = { container_id: ID, pid: 7 }
    const [one, other] = [
      event('/tasks/start', held),
      { ...event('/tasks/start', {}), Event: JSON.stringify(held) },
    ].map(read)
    assert.deepEqual(other?.views, one?.views)
    assert.throws(() => read({ ...event('/tasks/start', {}), Event: 'x' }), { name: 'RecordError', message: /Event/ })
  })
})

describe('a container of containerd', () => {
  it('is its 64 digits, or else its id in its namespace', () => {
    const uid = (id: string, namespace: string): unknown =>
      read(event('/tasks/oom', { container_id: id }, namespace)).entities[0]?.uid
    assert.deepEqual(
      [uid(ID, 'moby'), uid('miner', 'default'), uid('miner', 'backup')],
      [ID, 'default/miner', 'backup/miner'],
    )
  })
  it('is part of its namespace', () => {
    const { facts } = read(event('/tasks/oom', { container_id: 'miner' }, 'backup'))
    assert.deepEqual(facts, [
      {
        subject: { type: 'container', uid: 'backup/miner' },
        relation: 'part-of',
        object: { type: 'resource', uid: 'containerd-namespace/backup', name: 'backup' },
      },
    ])
  })
  it('is part of the pod that its labels name only where the kubelet writes them', () => {
    const labels = { 'io.kubernetes.pod.namespace': 'shop', 'io.kubernetes.pod.name': 'web-0' }
    const podOf = (namespace: string): unknown =>
      derived(event('/containers/update', { id: ID, labels }, namespace))['kubernetes']
    assert.deepEqual(podOf('k8s.io'), { namespace: 'shop', pod: 'web-0' })
    assert.equal(podOf('default'), undefined)
  })
  it('ends where its own process does, and not with an exec in it', () => {
    const exit = (id: string, more: JsonObject = {}) =>
      read(event('/tasks/exit', { container_id: 'c', id, pid: 7, ...more }))
    const [own, exec] = [exit('c', { exit_status: 137 }), exit('e1')]
    assert.deepEqual([own.operation, own.details], ['container die', { pid: 7, exit_code: 137 }])
    assert.deepEqual([exec.operation, exec.details], ['container exec_die', { pid: 7, exit_code: 0 }])
  })
  it('tells execs apart that were given the same id', () => {
    const uids = [7, 8].map(
      (pid) => read(event('/tasks/exec-started', { container_id: 'c', exec_id: 'e1', pid })).operation_uid,
    )
    assert.notEqual(uids[0], uids[1])
    assert.equal(read(event('/tasks/exit', { container_id: 'c', id: 'e1', pid: 7 })).operation_uid, uids[0])
  })
})

describe('how a container of containerd is made', () => {
  const info = (more: JsonObject = {}): JsonObject => ({
    ID: 'miner',
    Labels: {},
    Image: 'docker.io/library/busybox:1.35',
    Runtime: { Name: 'io.containerd.runc.v2' },
    Snapshotter: 'overlayfs',
    CreatedAt: '2026-01-01T00:00:00Z',
    UpdatedAt: '2026-01-01T00:00:05Z',
    Spec: {
      process: { args: ['mysql', '-phunter2'], env: ['DB_PASSWORD=two words'] },
      linux: { cgroupsPath: '/backup/miner' },
    },
    ...more,
  })
  it('is of the namespace that whoever asked for it says, or that its marks tell', () => {
    const namespaceOf = (more: JsonObject): unknown => derived(info(more))['namespace']
    assert.equal(namespaceOf({}), 'backup')
    assert.equal(namespaceOf({ Labels: { 'io.cri-containerd.kind': 'container' } }), 'k8s.io')
    assert.equal(namespaceOf({ Labels: { 'com.docker/engine.bundle.path': '/x' } }), 'moby')
    assert.equal(namespaceOf({ Labels: { 'nerdctl/namespace': 'default' } }), 'default')
    assert.equal(namespaceOf({ Spec: {} }), undefined)
    const wrapped = {
      tallyman: 'containerd-snapshot',
      time: '2026-01-01T00:01:00Z',
      namespace: 'default',
      node: 'node1',
    }
    const told = read({ ...wrapped, object: info({ Labels: { 'io.cri-containerd.kind': 'container' } }) })
    assert.deepEqual([told.entities[0]?.uid, told.time], ['default/miner', Date.parse('2026-01-01T00:01:00Z')])
    assert.ok(told.facts.some(({ relation, object }) => relation === 'runs-on' && object.uid === 'node1'))
  })
  it('is of the latest time in it, and holds no secret', () => {
    const told = read(
      info({ Extensions: { x: { type_url: 'x', value: Buffer.from('{"p":"hunter2"}').toString('base64') } } }),
    )
    assert.equal(told.time, Date.parse('2026-01-01T00:00:05Z'))
    assert.equal(told.command, 'mysql -p[redacted]')
    assert.doesNotMatch(JSON.stringify(told), /hunter2|two words|eyJ/)
  })
})

describe('a word of our collector', () => {
  const gap = { tallyman: 'containerd-gap', from: '2026-01-01T00:00:00Z', time: '2026-01-01T00:00:02.500Z' }
  it('says from when to when containerd was not heard', () => {
    const { operation, details } = read(gap)
    assert.deepEqual([operation, details?.['duration']], ['engine gap', 2_500])
  })
  it('is set aside where that ends before it begins', () => {
    assert.throws(() => outcomeOf({ ...gap, time: '2025-12-31T00:00:00Z' }), { name: 'RecordError', path: 'from' })
  })
})
