/** The source kubernetes-audit: objects, patches and what is learnt of pods, one trap of the format at a time. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject } from 'tallyman/source'
import { derived, event, on, uids } from './audit-record.ts'

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
  it('are told with what they are and what they may, each of them', () => {
    const add = ['SYS_ADMIN']
    const requestObject = [
      {
        op: 'add',
        path: '/spec/ephemeralContainers/-',
        value: { name: 'one', image: 'i:1', targetContainerName: 'web' },
      },
      {
        op: 'add',
        path: '/spec/ephemeralContainers/-',
        value: { name: 'two', image: 'i:2', securityContext: { privileged: true, capabilities: { add } } },
      },
    ]
    const { message } = event({ verb: 'patch', ...on('pods', 'ephemeralcontainers'), requestObject })
    assert.equal(
      message,
      'ana added one (i:1, beside the processes of web), two (i:2, privileged, with SYS_ADMIN) to pod shop/web',
    )
  })
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
      `shop/web/c known-as container ${id}`,
    ])
  })
  it('knows when a pod is gone: by the kubelet’s deletion, or a phase that has no next one', () => {
    const gone = 'shop/web ended pod shop/web'
    const kubelet = { username: 'system:node:node1', groups: ['system:nodes'] }
    const isGone = (given: JsonObject): boolean => facts({ ...on('pods'), ...given }).includes(gone)
    assert.ok(isGone({ verb: 'delete', user: kubelet }))
    assert.ok(!isGone({ verb: 'delete' }), 'a person asks for it, and it takes its time')
    assert.ok(isGone({ verb: 'patch', requestObject: { status: { phase: 'Succeeded' } } }))
  })
  it('ties an ephemeral container to whoever added it, and a service to its address', () => {
    const added = { spec: { ephemeralContainers: [{ name: 'debugger', image: 'i:1' }] } }
    assert.ok(
      facts({ verb: 'patch', ...on('pods', 'ephemeralcontainers'), requestObject: added }).includes(
        'shop/web/debugger opened-by principal ana',
      ),
    )
    const service = { kind: 'Service', spec: { clusterIP: '10.96.0.7', clusterIPs: ['10.96.0.7'] } }
    assert.deepEqual(facts({ verb: 'create', ...on('services'), requestObject: service }), [
      'services/shop/web has-address address 10.96.0.7',
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
