import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createInventory } from './inventory.ts'

const identity = (version: string): { version: string; name: string; namespace: undefined } => ({
  version,
  name: 'web',
  namespace: undefined,
})

describe('what is believed to exist', () => {
  it('is kept as it was when it was seen last', () => {
    const shelf = createInventory()()
    shelf.learn('a', identity('1'), { spec: 1 })
    shelf.learn('a', identity('2'), { spec: 2 })
    assert.deepEqual([shelf.identity('a')?.version, shelf.object('a')], ['2', { spec: 2 }])
    shelf.forget('a')
    assert.deepEqual([shelf.identity('a'), shelf.object('a')], [undefined, undefined])
  })
  it('loses of what has not changed for longest all but its identity, across kinds', () => {
    const object = { text: 'x'.repeat(89) }
    const shelfOf = createInventory({ characters: 300, objects: 10 })
    const [pods, nodes] = [shelfOf(), shelfOf()]
    pods.learn('a', identity('1'), object)
    nodes.learn('b', identity('1'), object)
    pods.learn('c', identity('1'), object)
    assert.ok(pods.object('a') === undefined || pods.object('c') !== undefined)
    pods.learn('d', identity('1'), object)
    assert.equal(pods.object('a'), undefined)
    assert.equal(pods.identity('a')?.version, '1')
    assert.deepEqual(pods.object('d'), object)
    pods.forget('c')
    pods.forget('d')
    nodes.learn('e', identity('1'), object)
    assert.deepEqual(nodes.object('e'), object)
  })
  it('knows no more than so many of a kind', () => {
    const shelf = createInventory({ characters: 1_000, objects: 2 })()
    for (const uid of ['a', 'b', 'c']) shelf.learn(uid, identity('1'), {})
    assert.deepEqual(
      [...shelf.entries()].map(([uid]) => uid),
      ['a', 'b'],
    )
  })
})
