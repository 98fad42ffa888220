/** What is remembered does not outlive what it rests on: late metadata completes, things end, are forgotten, and are met again. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import type { Fact } from '../model/event.ts'
import { takeBack } from './conclusion.ts'
import { contextOf, followed } from './context.ts'
import { createManifest, type Manifest } from './manifest.ts'
import { whereOf } from './where.ts'

const T = 1_700_000_000_000
const CONTAINER = 'ab'.repeat(32)
const thing = (key: string): Fact['subject'] => {
  const [type = '', uid = ''] = key.split('=', 2)
  return { type: type as Fact['subject']['type'], uid }
}
const say = (manifest: Manifest, at: number, subject: string, relation: Fact['relation'], object: string): void =>
  manifest.learn({ subject: thing(subject), relation, object: thing(object) }, T + at)
const keysAround = (manifest: Manifest, at = 0): string[] => {
  const container = manifest.meet('container', CONTAINER, T)
  return contextOf(container, manifest, T + at).around.map(({ type, uid }) => `${type}=${uid}`)
}

describe('what was concluded of a container', () => {
  it('is the same thing as long as nothing is said that it rests on', () => {
    const manifest = createManifest()
    say(manifest, 0, `container=${CONTAINER}`, 'part-of', 'pod=shop/web-1')
    const container = manifest.meet('container', CONTAINER, T)
    const first = contextOf(container, manifest, T + 5_000)
    say(manifest, 6_000, `container=${CONTAINER}`, 'part-of', 'pod=shop/web-1')
    say(manifest, 6_000, 'pod=shop/db-1', 'runs-on', 'node=node9')
    assert.equal(contextOf(container, manifest, T + 9_000), first)
  })
  it('is completed by what is said late of anything between it and whoever changed its workload', () => {
    const manifest = createManifest()
    assert.deepEqual(keysAround(manifest), [])
    say(manifest, 0, `container=${CONTAINER}`, 'part-of', 'pod=shop/web-1')
    assert.deepEqual(keysAround(manifest), ['pod=shop/web-1'])
    say(manifest, 0, 'pod=shop/web-1', 'owned-by', 'workload=w')
    assert.deepEqual(keysAround(manifest), ['pod=shop/web-1', 'workload=w'])
    say(manifest, 10_000, 'workload=w', 'changed-by', 'principal=ana')
    assert.deepEqual(keysAround(manifest, 20_000).at(-1), 'principal=ana')
    assert.deepEqual(keysAround(manifest, 5_000), ['pod=shop/web-1', 'workload=w'], 'she had not changed it then')
    say(manifest, 30_000, 'workload=w', 'changed-by', 'principal=ben')
    assert.deepEqual(
      [20_000, 40_000, 20_000].map((at) => keysAround(manifest, at).at(-1)),
      ['principal=ana', 'principal=ben', 'principal=ana'],
    )
  })
  it('follows what was forgotten and is met again', () => {
    const manifest = createManifest(64)
    say(manifest, 0, `container=${CONTAINER}`, 'part-of', 'pod=shop/web-1')
    const container = manifest.meet('container', CONTAINER, T)
    // The container is heard of all the time, its pod is not, and nobody asks what follows from either.
    for (let at = 1; at < 200; at++) {
      manifest.meet('container', CONTAINER, T + at * 1_000)
      say(manifest, at * 1_000, `pod=other/${at}`, 'ended', `pod=other/${at}`)
    }
    assert.equal(manifest.find('pod', 'shop/web-1'), undefined, 'it was forgotten')
    contextOf(container, manifest, T + 200_000)
    say(manifest, 200_000, 'pod=shop/web-1', 'runs-on', 'node=node1')
    assert.deepEqual(keysAround(manifest, 300_000), ['pod=shop/web-1', 'node=node1'])
  })
  it('keeps what it rests on from being forgotten, as long as it is heard of itself', () => {
    const manifest = createManifest(64)
    say(manifest, 0, `container=${CONTAINER}`, 'part-of', 'pod=shop/web-1')
    say(manifest, 0, 'pod=shop/web-1', 'runs-on', 'node=node1')
    say(manifest, 0, 'pod=shop/web-1', 'has-address', 'address=10.0.0.5')
    for (let at = 1; at < 200; at++) {
      keysAround(manifest, at * 1_000)
      manifest.meet('container', CONTAINER, T + at * 1_000)
      manifest.meet('address', '10.0.0.5', T + at * 1_000)
      say(manifest, at * 1_000, `pod=other/${at}`, 'ended', `pod=other/${at}`)
    }
    assert.ok(manifest.forgotten > 0)
    assert.deepEqual(keysAround(manifest, 300_000), ['pod=shop/web-1', 'node=node1'])
    assert.ok(manifest.find('pod', 'shop/web-1'))
  })
  it('is never other than what follows from all that was said, in whatever order it is said and asked', () => {
    const fact = fc.tuple(
      fc.integer({ min: 0, max: 60 }),
      fc.constantFrom('pod=a', 'pod=b', 'workload=w', `container=${CONTAINER}`, 'workload=v'),
      fc.constantFrom<Fact['relation']>(
        'runs-on',
        'owned-by',
        'changed-by',
        'has-address',
        'ended',
        'part-of',
        'known-as',
      ),
      fc.constantFrom(
        'node=n1',
        'node=n2',
        'principal=ana',
        'principal=ben',
        'address=10.0.0.1',
        'pod=a',
        'workload=w',
        'workload=v',
      ),
    )
    let asked = 0
    fc.assert(
      fc.property(fc.array(fc.tuple(fact, fc.integer({ min: 0, max: 70 })), { maxLength: 30 }), (steps) => {
        const manifest = createManifest()
        for (const [[at, subject, relation, object], then] of steps) {
          say(manifest, at * 1_000, subject, relation, object)
          for (const key of [`container=${CONTAINER}`, 'pod=a']) {
            const { type, uid } = thing(key)
            const of = manifest.find(type, uid)
            if (!of) continue
            asked++
            const { around, where } = contextOf(of, manifest, T + then * 1_000 + 500)
            const afresh = followed([of], manifest, T + then * 1_000 + 500)
            assert.deepEqual(
              around.map(({ uid: each }) => each),
              afresh.map(({ uid: each }) => each),
            )
            assert.deepEqual(where, whereOf(of, afresh))
          }
        }
      }),
      { numRuns: 300 },
    )
    assert.ok(asked > 1_000)
  })
  it('does not pile up where it is concluded again and again', () => {
    const manifest = createManifest()
    const node = manifest.meet('node', 'node1', T)
    for (let at = 0; at < 2_000; at++) {
      say(manifest, 0, `container=c${at % 50}`, 'runs-on', 'node=node1')
      const container = manifest.meet('container', `c${at % 50}`, T)
      takeBack(container)
      contextOf(container, manifest, T)
    }
    assert.ok(node.dependents.length <= 200, `${node.dependents.length} are written down of 50`)
  })
})
