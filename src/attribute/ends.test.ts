/** Whose an address was: at a time, after it moved, of a node and the pods that share it, and what is not known or cannot be. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anEntity, anEvent } from '../../test/fixture.ts'
import type { EndAnswer } from '../model/attribution.ts'
import type { EntityType } from '../model/entity.ts'
import type { Event, Fact } from '../model/event.ts'
import { createEnds, type Ends } from './ends.ts'
import { createHeard } from './heard.ts'
import { createManifest } from './manifest.ts'

const T = 1_700_000_000_000
const ADDRESS = '10.0.0.5'
const thing = (key: string): Fact['subject'] => {
  const [type = '', uid = ''] = key.split('=', 2)
  return { type: type as EntityType, uid }
}
type Said = readonly [at: number, subject: string, relation: Fact['relation'], object: string]

const flow = (from: string, to: string | undefined, at: number, given: Partial<Event> = {}): Event =>
  anEvent({
    class_name: 'Network Activity',
    time: T + at,
    details: { src_endpoint: { ip: from }, ...(to !== undefined && { dst_endpoint: { ip: to } }) },
    ...given,
  })

/** A cluster of which more can be said, and whose ends can be asked. */
function estate(): {
  say(...all: readonly Said[]): void
  whose(address: string, at: number): EndAnswer | undefined
  ends: Ends
  hear(event: Event): void
} {
  const [manifest, heard] = [createManifest(), createHeard()]
  const ends = createEnds(manifest, heard)
  return {
    say(...all) {
      for (const [at, subject, relation, object] of all) {
        const stream = heard.hear(anEvent({ time: T + at }))
        const fact = { subject: thing(subject), relation, object: thing(object) }
        manifest.learn(fact, T + at)
        ends.learn(fact, stream)
      }
    },
    whose: (address, at) => ends.observe(flow(address, undefined, at), undefined).source?.answer,
    ends,
    hear: (event) => void heard.hear(event),
  }
}

describe('the end of a flow', () => {
  it('is the pod that had the address, with its namespace, workload and node', () => {
    const { say, whose } = estate()
    say(
      [0, 'pod=shop/web-1', 'has-address', `address=${ADDRESS}`],
      [0, 'pod=shop/web-1', 'part-of', 'namespace=shop'],
      [0, 'pod=shop/web-1', 'owned-by', 'workload=shop/replicaset/web-7d9'],
      [0, 'workload=shop/replicaset/web-7d9', 'owned-by', 'workload=shop/deployment/web'],
      [0, 'pod=shop/web-1', 'runs-on', 'node=node1'],
    )
    assert.deepEqual(whose(ADDRESS, 1_000), {
      state: 'known',
      address: ADDRESS,
      kind: 'pod',
      pod: 'shop/web-1',
      namespace: 'shop',
      workload: 'shop/deployment/web',
      node: 'node1',
    })
  })
  it('is told anew once more is said of the pod, or of what it rests on', () => {
    const { say, whose } = estate()
    say([0, 'pod=shop/web-1', 'has-address', `address=${ADDRESS}`], [0, 'pod=shop/web-1', 'owned-by', 'workload=w1'])
    assert.deepEqual([whose(ADDRESS, 100)?.workload, whose(ADDRESS, 100)?.node], ['w1', undefined])
    say([200, 'pod=shop/web-1', 'runs-on', 'node=node1'])
    assert.equal(whose(ADDRESS, 300)?.node, 'node1')
    say([400, 'workload=w1', 'owned-by', 'workload=w2'])
    assert.equal(whose(ADDRESS, 500)?.workload, 'w2')
  })
  it('was one pod’s before, and is another’s since; asked in whatever order', () => {
    const { say, whose } = estate()
    const podAt = (at: number): string | undefined => whose(ADDRESS, at)?.pod
    say([0, 'pod=shop/old', 'has-address', `address=${ADDRESS}`])
    assert.equal(podAt(30_000), 'shop/old')
    say([50_000, 'pod=shop/old', 'ended', 'pod=shop/old'])
    assert.equal(podAt(30_000), 'shop/old')
    assert.equal(podAt(55_000), undefined, 'it had ended, and nobody has it yet')
    say([80_000, 'pod=shop/new', 'has-address', `address=${ADDRESS}`])
    assert.deepEqual(
      [90_000, 30_000, 75_000, 90_000, 55_000].map(podAt),
      ['shop/new', 'shop/old', 'shop/new', 'shop/new', undefined],
      'it had it for some seconds before it was told of',
    )
    say([200_000, 'pod=shop/new', 'has-address', `address=${ADDRESS}`])
    assert.equal(podAt(150_000), 'shop/new')
  })
  it('is the node where pods share its network, or one of these: it is not told which', () => {
    const { say, whose } = estate()
    say([0, 'node=node1', 'has-address', `address=${ADDRESS}`])
    assert.equal(whose(ADDRESS, 10)?.candidates, undefined)
    for (const pod of ['kube-system/proxy', 'kube-system/agent'])
      say([20, `pod=${pod}`, 'runs-on', 'node=node1'], [20, `pod=${pod}`, 'has-address', `address=${ADDRESS}`])
    const { why, ...answer } = whose(ADDRESS, 1_000) ?? {}
    assert.deepEqual(answer, {
      state: 'known',
      address: ADDRESS,
      kind: 'node',
      node: 'node1',
      candidates: ['kube-system/agent', 'kube-system/proxy'],
    })
    assert.match(why ?? '', /one of its pods/)
    say([2_000, 'pod=kube-system/agent', 'ended', 'pod=kube-system/agent'])
    assert.deepEqual(whose(ADDRESS, 3_000)?.candidates, ['kube-system/proxy'])
  })
  it('is one of several where networks that do not touch use the same addresses, unless its node is told', () => {
    const { say, whose, ends } = estate()
    for (const node of ['node1', 'node2'])
      say(
        [0, `container=${node}-c`, 'runs-on', `node=${node}`],
        [0, `container=${node}-c`, 'has-address', `address=${ADDRESS}`],
      )
    const { state, candidates } = whose(ADDRESS, 10) ?? {}
    assert.deepEqual([state, candidates], ['unknowable', ['node1-c', 'node2-c']])
    const there = flow(ADDRESS, undefined, 10, { entities: [anEntity('node', 'node2', 'context')] })
    assert.equal(ends.observe(there, undefined).source?.answer.container, 'node2-c')
  })
  it('is outside, of some network, or nobody that is known yet; and unheld once that is certain', () => {
    const { say, whose, ends, hear } = estate()
    assert.deepEqual(whose('203.0.113.9', 0), { state: 'known', address: '203.0.113.9', kind: 'outside' })
    assert.equal(whose('10.0.0.9', 0)?.state, 'unknowable')
    assert.equal(whose('127.0.0.1', 0), undefined)
    say([0, 'network=shop_net', 'has-address', 'address=10.0.0.0/24'])
    assert.equal(whose('10.0.0.9', 1_000)?.state, 'not-yet')
    assert.deepEqual(ends.unheld(), [], 'somebody may still be told to have it')
    hear(anEvent({ time: T + 60_000 }))
    assert.deepEqual(
      ends.unheld().map(({ address, end, network }) => [address, end, network]),
      [['10.0.0.9', 'source', 'shop_net']],
    )
    assert.deepEqual(ends.unheld(), [], 'it is told once')
  })
  it('is where the process is, where a sensor of processes tells of one end alone', () => {
    const [manifest, heard] = [createManifest(), createHeard()]
    const container = manifest.meet('container', 'ab'.repeat(32), T)
    const { source, destination } = createEnds(manifest, heard).observe(
      flow(ADDRESS, undefined, 0, { details: { dst_endpoint: { ip: '203.0.113.9' } } }),
      container,
    )
    assert.equal(source?.answer.container, container.uid)
    assert.equal(destination?.answer.kind, 'outside')
  })
})
