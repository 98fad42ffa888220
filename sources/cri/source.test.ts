import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { JsonObject } from 'tallyman/source'
import { cri } from './source.ts'

const ID = '4f2c'.repeat(16)
const IMAGE = `sha256:${'1'.repeat(64)}`
const DIGEST = `docker.io/library/nginx@sha256:${'2'.repeat(64)}`
const read = (value: JsonObject) => {
  const place = { source: 'cri', file: 'test', line: 1 }
  const event = cri.read({ place, value }, { redact: () => '[redacted]' })
  assert.ok('uid' in event)
  return event
}
const derived = (value: JsonObject): JsonObject => read(value).views[0]?.fields['derived'] as JsonObject
const labels = {
  'io.kubernetes.pod.namespace': 'shop',
  'io.kubernetes.pod.name': 'web-0',
  'io.kubernetes.container.name': 'web',
}
const status = (more: JsonObject = {}): JsonObject => ({
  id: ID,
  metadata: { name: 'web', attempt: 0 },
  state: 'CONTAINER_RUNNING',
  createdAt: '2026-01-01T00:00:00.5Z',
  startedAt: '2026-01-01T00:00:01Z',
  finishedAt: '0001-01-01T00:00:00Z',
  exitCode: 0,
  image: { image: 'docker.io/library/nginx' },
  imageRef: DIGEST,
  labels,
  ...more,
})
const inspect = (more: JsonObject = {}, info: JsonObject = {}): JsonObject => ({ status: status(more), info })
const pod = (more: JsonObject = {}): JsonObject => ({
  id: ID,
  metadata: { name: 'web-0', namespace: 'shop', uid: 'u' },
  state: 'SANDBOX_READY',
  createdAt: '1767225600500000000',
  ...more,
})
const factsOf = (value: JsonObject): string[] =>
  read(value).facts.map(({ subject, relation, object }) => `${subject.type} ${relation} ${object.type} ${object.uid}`)

describe('a container of CRI', () => {
  it('is made from its image by id, else by digest, and by name only where neither is known', () => {
    const imageOf = (more: JsonObject): string[] => factsOf(inspect({ labels: {}, ...more }))
    assert.deepEqual(imageOf({}), [`container made-from image ${DIGEST.replace('docker.io/library/', '')}`])
    assert.deepEqual(imageOf({ imageRef: IMAGE }), [`container made-from image ${IMAGE}`])
    assert.deepEqual(imageOf({ imageId: IMAGE }), [
      `container made-from image ${IMAGE}`,
      `image made-from image ${IMAGE}`,
    ])
    assert.deepEqual(imageOf({ imageRef: '' }), ['container made-from image nginx:latest'])
  })
  it('has ended only where it says so: what is not known yet is written as 0', () => {
    assert.deepEqual(read(inspect()).details, { created_time: 1767225600500, start_time: 1767225601000 })
    const ended = { state: 'CONTAINER_EXITED', finishedAt: '1767225602000000000', exitCode: 7 }
    const { details, time } = read(inspect(ended))
    assert.deepEqual([details?.['end_time'], details?.['exit_code'], time], [1767225602000, 7, 1767225602000])
  })
  it('has the namespaces of the node that its sandbox has, which its specification does not show', () => {
    const config = { linux: { security_context: { namespace_options: { network: 2, pid: 1 } } } }
    const namespaces = ['pid', 'ipc', 'uts', 'network', 'mount'].map((type) => ({ type, path: `/proc/7/ns/${type}` }))
    const host = derived(inspect({}, { config, runtimeSpec: { linux: { namespaces } } }))['host_config'] as JsonObject
    assert.deepEqual(host['host_namespaces'], ['network'])
  })
  it('keeps its secrets, whether a word says them or two', () => {
    const told = read(
      inspect(
        {},
        {
          config: { envs: [{ key: 'DB_PASSWORD', value: 'hunter2' }], command: ['mysql'], args: ['-phunter2'] },
          runtimeSpec: { process: { args: ['mysql', '-phunter2'], env: ['DB_PASSWORD=two words'] } },
        },
      ),
    )
    assert.equal(told.command, 'mysql -p[redacted]')
    assert.doesNotMatch(JSON.stringify(told), /hunter2|two words/)
  })
})

describe('a pod of CRI', () => {
  it('has its addresses, but not that of its node', () => {
    const network = { ip: '10.244.0.7', additionalIps: [{ ip: 'fd00:0:0::7' }] }
    assert.deepEqual(factsOf(pod({ network })), [
      'container part-of pod shop/web-0',
      'pod has-address address 10.244.0.7',
      'pod has-address address fd00::7',
    ])
    const linux = { namespaces: { options: { network: 'NODE' } } }
    assert.deepEqual(factsOf(pod({ network, linux })), ['container part-of pod shop/web-0'])
  })
})

describe('a list of CRI', () => {
  const wrapper = { tallyman: 'cri-snapshot', time: '2026-01-01T00:01:00Z', node: 'node1' }
  const image = { id: IMAGE, repoTags: ['docker.io/library/nginx:1'], repoDigests: [DIGEST], size: '1' }
  it('is taken apart, and each keeps when and where it was asked for', () => {
    assert.deepEqual(cri.unwrap?.({ items: [pod()] }), [pod()])
    const [first] = cri.unwrap?.({ ...wrapper, object: { images: [image] } }) ?? []
    const told = read(first as JsonObject)
    assert.equal(told.time, Date.parse(wrapper.time))
    assert.deepEqual(told.entities.at(-1)?.uid, 'node1')
    assert.deepEqual(told.facts[0], {
      subject: { type: 'image', uid: 'nginx:1' },
      relation: 'made-from',
      object: { type: 'image', uid: IMAGE },
    })
  })
  it('is no list of Kubernetes, nor of anything else', () => {
    for (const other of [
      { kind: 'PodList', items: [pod()] },
      { items: [{ metadata: { name: 'web-0' } }] },
      { images: ['a.png'] },
      { containers: 3 },
    ])
      assert.equal(cri.unwrap?.(other), undefined)
  })
  it('of images says nothing without a time, and says what to do', () => {
    assert.throws(() => read(image), { name: 'RecordError', message: /wrap it in/ })
  })
})

describe('an event of CRI', () => {
  const event = (type: string, more: JsonObject = {}): JsonObject => ({
    containerId: ID,
    containerEventType: type,
    createdAt: '1767225602000000000',
    podSandboxStatus: pod({ id: 'e'.repeat(64) }),
    containersStatuses: [status({ id: 'd'.repeat(64), metadata: { name: 'other' } }), status()],
    ...more,
  })
  it('is of the container that it names, among all of the pod', () => {
    const { operation, entities } = read(event('CONTAINER_STARTED_EVENT'))
    assert.deepEqual([operation, entities[0]?.uid, entities[0]?.name], ['container start', ID, 'web'])
  })
  it('may be of the sandbox', () => {
    const told = event('CONTAINER_CREATED_EVENT', { containersStatuses: [], podSandboxStatus: pod() })
    assert.equal((derived(told)['container'] as JsonObject)['kind'], 'sandbox')
    assert.deepEqual(factsOf(told), ['container part-of pod shop/web-0'])
  })
  it('of a kind that nobody knows is set aside', () => {
    assert.throws(() => read(event('CONTAINER_DANCED_EVENT')), { name: 'RecordError', message: /containerEventType/ })
  })
})
