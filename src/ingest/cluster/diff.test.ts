import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { diffOf } from './diff.ts'

const changes = (before: object, after: object): unknown => diffOf({ ...before }, { ...after }).changes
const pod = (...containers: readonly object[]): object => ({ spec: { containers } })

describe('the difference between two states of an object', () => {
  it('is by field, with what stood and stands there', () => {
    assert.deepEqual(changes({ spec: { replicas: 1, paused: true } }, { spec: { replicas: 3, color: 'red' } }), [
      { op: 'replace', path: '/spec/replicas', from: 1, to: 3 },
      { op: 'remove', path: '/spec/paused', from: true },
      { op: 'add', path: '/spec/color', to: 'red' },
    ])
  })
  it('names the elements of a list by what tells them apart', () => {
    const [web, log] = [
      { name: 'web', image: 'a', env: [{ name: 'A/B', value: '1' }] },
      { name: 'log', image: 'b' },
    ]
    assert.deepEqual(changes(pod(web, log), pod(log, { ...web, image: 'c', env: [{ name: 'A/B', value: '2' }] })), [
      { op: 'replace', path: '/spec/containers/[name=web]/image', from: 'a', to: 'c' },
      { op: 'replace', path: '/spec/containers/[name=web]/env/[name=A~1B]/value', from: '1', to: '2' },
    ])
    assert.deepEqual(changes(pod(web), pod(web, log)), [{ op: 'add', path: '/spec/containers/[name=log]', to: log }])
  })
  it('takes the elements of other lists for the same or for others', () => {
    const rule = (...verbs: readonly string[]): object => ({ verbs })
    assert.deepEqual(changes({ rules: [rule('get'), rule('list')] }, { rules: [rule('*'), rule('get')] }), [
      { op: 'remove', path: '/rules/1', from: rule('list') },
      { op: 'add', path: '/rules/0', to: rule('*') },
    ])
    // Two of one name are no key.
    assert.deepEqual(changes(pod({ name: 'a', b: 1 }, { name: 'a', b: 2 }), pod({ name: 'a', b: 1 })), [
      { op: 'remove', path: '/spec/containers/1', from: { name: 'a', b: 2 } },
    ])
  })
  it('tells words in an order that means something whole', () => {
    assert.deepEqual(changes({ args: ['a', 'b'] }, { args: ['b', 'a'] }), [
      { op: 'replace', path: '/args', from: ['a', 'b'], to: ['b', 'a'] },
    ])
  })
  it('says nothing of versions and heartbeats', () => {
    const node = (beat: string, ready: string, resourceVersion: string): object => ({
      metadata: { resourceVersion },
      status: { conditions: [{ type: 'Ready', status: ready, lastHeartbeatTime: beat }] },
    })
    assert.deepEqual(changes(node('1', 'True', '7'), node('2', 'True', '8')), [])
    assert.deepEqual(changes(node('1', 'True', '7'), node('2', 'False', '8')), [
      { op: 'replace', path: '/status/conditions/[type=Ready]/status', from: 'True', to: 'False' },
    ])
  })
  it('is bounded, and says what it leaves out', () => {
    const many = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`label${index}`, 'x']))
    const { changes: told, omitted } = diffOf({ labels: {} }, { labels: many })
    assert.deepEqual([told.length, omitted], [100, 50])
    assert.deepEqual(changes({ a: 'x'.repeat(5_000) }, { a: 'short' }), [
      { op: 'replace', path: '/a', to: 'short', cut: true },
    ])
  })
  it('is nothing between equals and something between others, whatever they hold', () => {
    const value = fc.object({
      maxDepth: 4,
      withNullPrototype: false,
      values: [fc.string(), fc.integer(), fc.constant(null)],
    })
    fc.assert(
      fc.property(value, value, (one, other) => {
        const [before, after] = [JSON.stringify(one), JSON.stringify(other)].map(
          (text) => JSON.parse(text) as { [name: string]: unknown },
        ) as [{ [name: string]: unknown }, { [name: string]: unknown }]
        assert.deepEqual(diffOf(before, structuredClone(before)), { changes: [], omitted: 0 })
        const { changes: told } = diffOf(before, after)
        assert.equal(told.length === 0, isSame(before, after))
      }),
    )
  })
})

/** But for the order of elements in lists of objects, which says nothing. */
function isSame(one: unknown, other: unknown): boolean {
  try {
    assert.deepEqual(sorted(one), sorted(other))
    return true
  } catch {
    return false
  }
}
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (!Array.isArray(value))
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, sorted(item)]))
  const list = value.map(sorted)
  const isSet = list.some((item) => typeof item === 'object' && item !== null && !Array.isArray(item))
  return isSet ? list.map((item) => JSON.stringify(item)).toSorted() : list
}
