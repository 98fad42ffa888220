import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { objectAt, RecordError, type JsonObject } from 'tallyman/source'
import { kubernetesAudit } from './source.ts'

/** An audit record with plain values, and whatever a test says on top. */
const record = (given: JsonObject = {}): JsonObject => ({
  kind: 'Event',
  apiVersion: 'audit.k8s.io/v1',
  auditID: 'a-1',
  stage: 'ResponseComplete',
  requestURI: '/api/v1/namespaces/shop/pods/web',
  verb: 'get',
  user: { username: 'ana', groups: ['system:authenticated'] },
  sourceIPs: ['10.0.0.1'],
  objectRef: { resource: 'pods', namespace: 'shop', name: 'web', apiVersion: 'v1' },
  responseStatus: { code: 200 },
  requestReceivedTimestamp: '2026-11-20T09:00:00.000000Z',
  stageTimestamp: '2026-11-20T09:00:01.500000Z',
  ...given,
})
const read = (given?: JsonObject) =>
  kubernetesAudit.read(
    record(given),
    { source: 'kubernetes-audit', file: 'f', line: 1 },
    { redact: () => '[redacted]' },
  )
const event = (given?: JsonObject) => {
  const told = read(given)
  assert.ok('uid' in told)
  return told
}
const derived = (given?: JsonObject): JsonObject => objectAt(event(given).views[0]?.fields, 'derived') ?? {}
const uids = (given: JsonObject, role: string): string[] =>
  event(given).entities.flatMap((each) => (each.role === role ? [`${each.type} ${each.uid}`] : []))
const on = (resource: string, subresource?: string, more: JsonObject = {}): JsonObject => ({
  objectRef: { resource, namespace: 'shop', name: 'web', ...(subresource && { subresource }), ...more },
})
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
    assert.deepEqual([ended.operation_uid, ended.details], ['a-1', { duration: 1500 }])
    assert.equal(derived({ stage: 'Panic', responseStatus: undefined })['outcome'], 'failed')
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

describe('objects', () => {
  const spec = { containers: [{ name: 'a' }], initContainers: [{ name: 'b' }], ephemeralContainers: [{ name: 'c' }] }
  it('finds the pod in every kind of workload', () => {
    const template = { template: { spec } }
    for (const [resource, body] of [
      ['pods', { spec }],
      ['podtemplates', template],
      ['deployments', { spec: template }],
      ['cronjobs', { spec: { jobTemplate: { spec: template } } }],
      ['rollouts', { spec: template }],
      ['sandboxes', { spec }],
    ] as const)
      assert.deepEqual(
        (derived({ verb: 'create', ...on(resource), requestObject: body })['containers'] as JsonObject[]).map(
          ({ name, kind }) => [name, kind],
        ),
        [
          ['a', 'container'],
          ['b', 'init'],
          ['c', 'ephemeral'],
        ],
        resource,
      )
  })
  it('takes the answer for the object, unless it is a status; never a patch, never how to delete', () => {
    const [asked, answered] = [{ spec: { asked: 1 } }, { spec: { answered: 1 } }]
    const object = (given: JsonObject): unknown => derived(given)['object']
    assert.deepEqual(object({ verb: 'update', requestObject: asked, responseObject: answered }), answered)
    assert.deepEqual(
      object({ verb: 'update', requestObject: asked, responseObject: { kind: 'Status', status: 'Failure' } }),
      asked,
    )
    assert.equal(object({ verb: 'patch', requestObject: asked }), undefined)
    assert.equal(object({ verb: 'delete', requestObject: { kind: 'DeleteOptions' } }), undefined)
    assert.equal(object({ verb: 'list', responseObject: { kind: 'PodList', items: [] } }), undefined)
  })
  it('shows what a patch says of the pod where there is no answer', () => {
    const path = '/spec/template/spec/containers/0/securityContext/privileged'
    const given = { verb: 'patch', ...on('deployments'), requestObject: [{ op: 'add', path, value: true }] }
    assert.deepEqual(derived(given)['containers'], [{ securityContext: { privileged: true }, kind: 'container' }])
    assert.deepEqual(derived(given)['patch'], [{ op: 'add', path, value: true }])
  })
  it('knows the name that the server generated', () => {
    const given = {
      verb: 'create',
      ...on('pods', undefined, { name: undefined }),
      responseObject: { metadata: { name: 'job-x' } },
    }
    assert.deepEqual([derived(given)['name'], uids(given, 'target')], ['job-x', ['pod shop/job-x']])
  })
  it('normalises the paths of the node, however they are spelt', () => {
    for (const [path, normal] of [
      ['/var/run/docker.sock', '/run/docker.sock'],
      ['//run/./docker.sock/', '/run/docker.sock'],
      ['/var/lib/../run', '/run'],
      ['/', '/'],
      ['/..', '/'],
      ['/etc/', '/etc'],
      ['/var/running', '/var/running'],
    ]) {
      const requestObject = { spec: { volumes: [{ hostPath: { path } }] } }
      assert.deepEqual(derived({ verb: 'create', ...on('pods'), requestObject })['host_paths'], [normal])
    }
  })
})

describe('ephemeral containers', () => {
  const names = (given: JsonObject): unknown =>
    (derived(given)['new_ephemeral'] as readonly JsonObject[] | undefined)?.map(({ name }) => name)
  const list = [{ name: 'old' }, { name: 'new', image: 'i' }]
  const status = { ephemeralContainerStatuses: [{ name: 'old' }] }
  it('are those that are sent, less those that were there', () => {
    const subresource = on('pods', 'ephemeralcontainers')
    assert.deepEqual(
      names({ verb: 'patch', ...subresource, requestObject: { spec: { ephemeralContainers: list.slice(1) } } }),
      ['new'],
    )
    assert.deepEqual(
      names({
        verb: 'patch',
        ...subresource,
        requestObject: [{ op: 'add', path: '/spec/ephemeralContainers/-', value: list[1] }],
      }),
      ['new'],
    )
    assert.deepEqual(
      names({ verb: 'update', ...subresource, requestObject: { spec: { ephemeralContainers: list }, status } }),
      ['new'],
    )
    assert.deepEqual(
      names({
        verb: 'update',
        ...subresource,
        requestObject: { kind: 'EphemeralContainers', ephemeralContainers: list },
      }),
      ['old', 'new'],
    )
    assert.equal(
      names({ verb: 'update', ...on('pods'), requestObject: { spec: { ephemeralContainers: list } } }),
      undefined,
    )
  })
})

describe('facts', () => {
  const facts = (given: JsonObject): string[] =>
    event(given).facts.map(({ subject, relation, object }) => `${subject.uid} ${relation} ${object.type} ${object.uid}`)
  it('learns of a pod from the kubelet', () => {
    const id = 'ab'.repeat(32)
    const body = {
      status: {
        podIP: '10.1.0.5',
        hostIP: '10.0.0.1',
        containerStatuses: [{ name: 'c', image: 'i:1', containerID: `docker://${id}` }],
      },
    }
    assert.deepEqual(facts({ verb: 'patch', ...on('pods', 'status'), requestObject: body }), [
      'shop/web part-of namespace shop',
      'shop/web has-address address 10.1.0.5',
      'shop/web/c part-of pod shop/web',
      'shop/web/c made-from image i:1',
      `${id} part-of pod shop/web`,
      `${id} made-from image i:1`,
    ])
  })
  it('does not take the address of a node for that of a pod', () => {
    const body = { status: { podIP: '10.0.0.1', hostIP: '10.0.0.1' } }
    assert.deepEqual(facts({ verb: 'patch', ...on('pods', 'status'), requestObject: body }), [
      'shop/web part-of namespace shop',
    ])
  })
  it('says who changed a workload: people, not controllers, and not what was refused', () => {
    const change = (given: JsonObject): string[] =>
      facts({ verb: 'patch', ...on('deployments'), requestObject: {}, ...given })
    assert.deepEqual(change({}), ['shop/deployment/web changed-by principal ana'])
    assert.deepEqual(change({ user: { username: 'system:serviceaccount:kube-system:deployment-controller' } }), [])
    assert.deepEqual(change({ responseStatus: { code: 403 } }), [])
    assert.deepEqual(change(on('deployments', 'status')), [])
  })
  it('follows owners and bindings', () => {
    const metadata = { ownerReferences: [{ kind: 'ReplicaSet', name: 'web-1', controller: true }] }
    assert.ok(
      facts({ verb: 'create', ...on('pods'), requestObject: { metadata } }).includes(
        'shop/web owned-by workload shop/replicaset/web-1',
      ),
    )
    const binding = { kind: 'Binding', target: { kind: 'Node', name: 'node1' } }
    assert.ok(
      facts({ verb: 'create', ...on('pods', 'binding'), requestObject: binding }).includes(
        'shop/web runs-on node node1',
      ),
    )
  })
})
