/** The source kubernetes-audit: stages, outcomes, sessions, identities and envelopes, one trap of the format at a time. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RecordError, type JsonObject } from 'tallyman/source'
import { derived, event, on, read, record, uids } from './audit-record.ts'
import { kubernetesAudit } from '../sources/kubernetes-audit/source.ts'

const exec = (query: string, more: JsonObject = {}): JsonObject => ({
  verb: 'create',
  ...on('pods', 'exec'),
  requestURI: `/api/v1/namespaces/shop/pods/web/exec?${query}`,
  ...more,
})

describe('stages', () => {
  it('tells a request once, and a session when it starts and when it ends', () => {
    assert.ok('redundant' in read({ stage: 'RequestReceived' }))
    assert.equal(derived()['stage'], 'completed')
    assert.equal(derived(exec('', { stage: 'ResponseStarted' }))['stage'], 'started')
    const ended = event(exec('command=id'))
    assert.deepEqual([ended.operation_uid, ended.details], ['a-1 2026-11-20T09:00:00.000000Z', { duration: 1500 }])
    assert.equal(derived({ stage: 'Panic', responseStatus: undefined })['outcome'], 'failed')
  })
  it('does not take two requests for one because their client gave them one audit ID', () => {
    const harmless = event({ requestReceivedTimestamp: '2026-11-20T08:59:59.000000Z' })
    assert.notEqual(event(exec('command=id', { stage: 'ResponseStarted' })).operation_uid, harmless.operation_uid)
  })
  it('tells a watch when it starts: its client chooses when it ends', () => {
    assert.ok('redundant' in read({ verb: 'watch' }))
    assert.equal(derived({ verb: 'watch', stage: 'ResponseStarted' })['stage'], 'started')
  })
  it('refuses a stage that does not exist, and a record without a time', () => {
    assert.throws(() => read({ stage: 'Never' }), RecordError)
    assert.throws(() => read({ stageTimestamp: 'yesterday' }), RecordError)
    assert.throws(() => read({ stageTimestamp: '1' }), RecordError)
  })
})

describe('outcomes', () => {
  it('tells denied from failed', () => {
    const annotations = { 'authorization.k8s.io/decision': 'forbid' }
    const message = 'admission webhook "guard" denied the request: no'
    for (const [given, outcome] of [
      [{}, 'allowed'],
      [{ annotations }, 'denied'],
      [{ responseStatus: { code: 401 } }, 'denied'],
      [{ responseStatus: { code: 403 } }, 'denied'],
      [{ responseStatus: { code: 400, message } }, 'denied'],
      [{ responseStatus: { code: 404 } }, 'failed'],
      [{ responseStatus: { status: 'Failure' } }, 'failed'],
    ] as const)
      assert.equal(derived(given)['outcome'], outcome)
  })
})

describe('sessions', () => {
  it('reads the command in any spelling', () => {
    for (const query of [
      'command=sh&command=-c&command=id%3B+env',
      '%63ommand=sh&command=%2dc&command=id%3b%20env',
      'command=sh;command=-c;command=id%3B%20env',
    ])
      assert.equal(event(exec(`${query}&container=web`)).command, 'sh -c id; env')
    assert.equal(event(exec('command=%zz')).command, '%zz')
    assert.equal(event(exec('stdin=true')).command, undefined)
  })
  it('is the same by WebSocket and by SPDY', () => {
    const [spdy, socket] = ['create', 'get'].map((verb) => event(exec('command=id&container=web', { verb })))
    assert.ok(spdy && socket)
    assert.deepEqual(spdy.entities, socket.entities)
    assert.deepEqual([spdy.message, spdy.activity_name], [socket.message, socket.activity_name])
    assert.deepEqual(
      ['create', 'get'].map((verb) => derived(exec('', { verb }))['transport']),
      ['spdy', 'websocket'],
    )
  })
  it('names the pod, the container and the session', () => {
    assert.deepEqual(uids(exec('container=c'), 'target'), ['pod shop/web', 'container shop/web/c'])
    assert.deepEqual(uids(exec('container=c'), 'context'), ['namespace shop', 'session a-1'])
  })
})

describe('principals', () => {
  it('keeps both identities of an impersonation apart', () => {
    const given = { user: { username: 'mallory' }, impersonatedUser: { username: 'system:admin' } }
    assert.deepEqual(uids(given, 'actor'), ['principal mallory'])
    assert.ok(uids(given, 'context').includes('principal system:admin'))
    assert.deepEqual([derived(given)['principal'], derived(given)['impersonated']], ['user', true])
  })
  it('knows the kinds', () => {
    for (const [user, kind] of [
      [{ username: 'system:serviceaccount:a:b' }, 'serviceaccount'],
      [{ username: 'system:node:n' }, 'node'],
      [{ username: 'system:kube-scheduler' }, 'system'],
      [{ username: 'system:anonymous' }, 'anonymous'],
      [{ username: 'x', groups: ['system:unauthenticated'] }, 'anonymous'],
      [{}, 'anonymous'],
    ] as const)
      assert.equal(derived({ user })['principal'], kind)
  })
  it('shows who connected beside whom the client names', () => {
    const given = { sourceIPs: ['1.1.1.1', '2.2.2.2', '3.3.3.3'] }
    assert.deepEqual(
      [uids(given, 'origin'), uids(given, 'context').slice(0, 1)],
      [['address 1.1.1.1'], ['address 3.3.3.3']],
    )
  })
})

describe('envelopes', () => {
  it('gives an item of a list the id that it has as a line of the log', () => {
    const { kind: _, apiVersion, ...item } = record()
    const [inner] = kubernetesAudit.unwrap?.({ kind: 'EventList', apiVersion, items: [item] }) ?? []
    const told = kubernetesAudit.read(
      { place: event().place, value: inner as JsonObject },
      { redact: () => '[redacted]' },
    )
    assert.ok('uid' in told)
    assert.equal(told.uid, event().uid)
  })
  it('leaves what is no envelope, or an empty promise of one', () => {
    for (const value of [
      record(),
      { kind: 'EventList', apiVersion: 'v1', items: [] },
      { kind: 'EventList', apiVersion: 'audit.k8s.io/v1' },
      { records: [{}] },
      [],
    ])
      assert.equal(kubernetesAudit.unwrap?.(value), undefined)
  })
})
