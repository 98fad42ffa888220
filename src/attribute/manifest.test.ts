import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import type { Fact } from '../model/event.ts'
import { createManifest, type Manifest } from './manifest.ts'

const T = 1_700_000_000_000
const CONTAINER = 'ab'.repeat(32)
const thing = (key: string): Fact['subject'] => {
  const [type = '', uid = ''] = key.split(':', 2)
  return { type: type as Fact['subject']['type'], uid }
}
type Said = readonly [at: number, subject: string, relation: Fact['relation'], object: string]
const taught = (facts: readonly Said[], manifest = createManifest()): Manifest => {
  for (const [at, subject, relation, object] of facts)
    manifest.learn({ subject: thing(subject), relation, object: thing(object) }, T + at)
  return manifest
}
const askedOf = (manifest: Manifest, subject: string, at: number): string[] => {
  const { type, uid } = thing(subject)
  const known = manifest.find(type, uid)
  return known
    ? manifest.about(known, T + at).map(({ relation, object }) => `${relation} ${object.type}:${object.uid}`)
    : []
}

describe('the manifest', () => {
  it('knows on which node a pod of that name was then, and who had changed the workload by then', () => {
    const manifest = taught([
      [10, 'pod:shop/db-0', 'runs-on', 'node:node1'],
      [50, 'pod:shop/db-0', 'ended', 'pod:shop/db-0'],
      [80, 'pod:shop/db-0', 'runs-on', 'node:node2'],
      [20, 'workload:shop/deployment/web', 'changed-by', 'principal:ana'],
      [40, 'workload:shop/deployment/web', 'changed-by', 'principal:ben'],
      [60, 'workload:shop/deployment/web', 'changed-by', 'principal:ana'],
    ])
    assert.deepEqual(askedOf(manifest, 'pod:shop/db-0', 30), ['runs-on node:node1'])
    assert.deepEqual(askedOf(manifest, 'pod:shop/db-0', 90), ['runs-on node:node2'])
    const web = 'workload:shop/deployment/web'
    assert.deepEqual(
      [10, 30, 50, 70].map((at) => askedOf(manifest, web, at)),
      [[], ['changed-by principal:ana'], ['changed-by principal:ben'], ['changed-by principal:ana']],
    )
  })
  it('keeps what it knew of a container that is gone', () => {
    const manifest = taught([
      [0, `container:${CONTAINER}`, 'part-of', 'pod:shop/web-1'],
      [400, `container:${CONTAINER}`, 'ended', `container:${CONTAINER}`],
    ])
    assert.deepEqual(askedOf(manifest, `container:${CONTAINER}`, 86_400_000), ['part-of pod:shop/web-1'])
  })
  it('gives what was said of a short id to the container, once that is known whole', () => {
    const manifest = taught([
      [0, `container:${CONTAINER.slice(0, 12)}`, 'part-of', 'pod:shop/web-1'],
      [0, `container:${CONTAINER.slice(0, 31)}`, 'runs-on', 'node:node1'],
      [9, `container:${CONTAINER}`, 'made-from', 'image:web'],
    ])
    assert.deepEqual(askedOf(manifest, `container:${CONTAINER}`, 5).toSorted(), [
      'made-from image:web',
      'part-of pod:shop/web-1',
      'runs-on node:node1',
    ])
  })
  it('forgets first what was not heard of for longest, and counts it', () => {
    const manifest = createManifest(100)
    for (let at = 0; at < 100; at++) taught([[at * 1_000, `pod:shop/${at}`, 'runs-on', 'node:node1']], manifest)
    assert.ok(manifest.size <= 100)
    assert.ok(manifest.forgotten > 0)
    assert.equal(manifest.find('pod', 'shop/0'), undefined)
    assert.deepEqual(askedOf(manifest, 'pod:shop/99', 99_000), ['runs-on node:node1'])
  })
  it('forgets no more than it has to of what was met in one second', () => {
    const manifest = createManifest(100)
    for (let at = 0; at < 150; at++) taught([[at, `pod:shop/${at}`, 'ended', `pod:shop/${at}`]], manifest)
    assert.ok(manifest.size > 90, `${manifest.size} are left`)
  })
  it('answers the same in whatever order it heard the same', () => {
    const fact = fc.tuple(
      fc.integer({ min: 0, max: 60 }),
      fc.constantFrom(
        'pod:shop/a',
        'pod:shop/b',
        'workload:w',
        `container:${CONTAINER}`,
        `container:${CONTAINER.slice(0, 12)}`,
      ),
      fc.constantFrom<Fact['relation']>('runs-on', 'owned-by', 'changed-by', 'has-address', 'ended', 'part-of'),
      fc.constantFrom('node:n1', 'node:n2', 'principal:ana', 'principal:ben', 'address:10.0.0.1', 'pod:shop/a'),
    )
    const facts = fc.array(fact, { maxLength: 24 })
    fc.assert(
      fc.property(facts, fc.infiniteStream(fc.nat()), (all, dice) => {
        const shuffled = all
          .map((each) => [dice.next().value, each] as const)
          .toSorted(([a], [b]) => a - b)
          .map(([, each]) => each)
        const [one, other] = [taught(all), taught(shuffled)]
        for (const subject of new Set([...all.map((each) => each[1]), 'address:10.0.0.1']))
          for (let at = -5; at <= 70; at += 3)
            assert.deepEqual(askedOf(other, subject, at).toSorted(), askedOf(one, subject, at).toSorted())
      }),
      { numRuns: 300 },
    )
  })
})
