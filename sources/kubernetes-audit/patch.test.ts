import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { changesOf, partOf } from './patch.ts'

describe('changesOf', () => {
  it('gives the operations of a JSON patch as they are', () => {
    const patch = [
      { op: 'replace', path: '/a', value: null },
      { op: 'move', path: '/b', from: '/c' },
      { op: 'remove', path: '/d' },
      7,
      { op: 'add' },
    ]
    assert.deepEqual(changesOf(patch), patch.slice(0, 3))
  })
  it('flattens a merge patch: null removes, lists of plain values stand whole, names are escaped', () => {
    assert.deepEqual(
      changesOf({ metadata: { labels: { 'a/b~c': null }, finalizers: ['x'] }, spec: { on: false, none: {} } }),
      [
        { op: 'remove', path: '/metadata/labels/a~1b~0c' },
        { op: 'add', path: '/metadata/finalizers', value: ['x'] },
        { op: 'add', path: '/spec/on', value: false },
        { op: 'add', path: '/spec/none', value: {} },
      ],
    )
  })
  it('understands the directives of a strategic merge patch', () => {
    const patch = {
      spec: {
        '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }],
        containers: [
          { $patch: 'delete', name: 'a' },
          { name: 'b', image: 'i' },
        ],
        '$deleteFromPrimitiveList/finalizers': ['x'],
        strategy: { $patch: 'replace', type: 'Recreate' },
      },
    }
    assert.deepEqual(changesOf(patch), [
      { op: 'remove', path: '/spec/containers/0', value: { name: 'a' } },
      { op: 'add', path: '/spec/containers/1/name', value: 'b' },
      { op: 'add', path: '/spec/containers/1/image', value: 'i' },
      { op: 'remove', path: '/spec/finalizers', value: ['x'] },
      { op: 'remove', path: '/spec/strategy' },
      { op: 'add', path: '/spec/strategy/type', value: 'Recreate' },
    ])
  })
  it('knows nothing of what is no patch', () => {
    for (const body of [undefined, null, 'x', 7]) assert.deepEqual([changesOf(body), partOf(body)], [[], undefined])
  })
})

describe('partOf', () => {
  it('puts the values of a JSON patch at their places, and goes into what it set before', () => {
    const patch = [
      { op: 'add', path: '/spec/containers', value: [{ name: 'a', securityContext: { privileged: true } }] },
      { op: 'add', path: '/spec/containers/0/image', value: 'i' },
      { op: 'add', path: '/spec/volumes/-', value: { name: 'x' } },
      { op: 'add', path: '/spec/volumes/-', value: { name: 'y' } },
      { op: 'remove', path: '/spec/nodeName' },
      { op: 'add', path: '/metadata/labels/a~1b', value: 'c' },
    ]
    assert.deepEqual(partOf(patch), {
      spec: {
        containers: [{ name: 'a', securityContext: { privileged: true }, image: 'i' }],
        volumes: [{ name: 'x' }, { name: 'y' }],
      },
      metadata: { labels: { 'a/b': 'c' } },
    })
  })
  it('takes a whole object that a JSON patch sets', () => {
    assert.deepEqual(
      partOf([
        { op: 'replace', path: '', value: { a: { b: 1 } } },
        { op: 'add', path: '/a/c', value: 2 },
      ]),
      { a: { b: 1, c: 2 } },
    )
  })
  it('makes no more of an index than an element, and of no name anything else', () => {
    assert.deepEqual(partOf([{ op: 'add', path: '/a/4000000000', value: 1 }]), { a: [1] })
    const part = partOf([{ op: 'add', path: '/__proto__/polluted', value: 1 }])
    assert.ok(part && Object.hasOwn(part, '__proto__') && !('polluted' in {}))
  })
  it('shows every value that a patch sets', () => {
    const path = fc
      .array(fc.constantFrom('a', 'b', '0', '1', '-', 'x~1y'), { minLength: 1, maxLength: 5 })
      .map((tokens) => `/${tokens.join('/')}`)
    fc.assert(
      fc.property(path, fc.uuid(), (at, value) => {
        assert.ok(JSON.stringify(partOf([{ op: 'add', path: at, value }]) ?? value).includes(value))
      }),
    )
  })
})
