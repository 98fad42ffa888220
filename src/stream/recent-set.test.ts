import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { createRecentSet } from './recent-set.ts'

describe('a set of what was added last', () => {
  it('says whether it was new', () => {
    const set = createRecentSet<string>(10)
    assert.deepEqual([set.add('a'), set.add('b'), set.add('a')], [true, true, false])
    assert.deepEqual([set.has('a'), set.has('c')], [true, false])
  })
  it('knows the newest half of its capacity, and nothing that is older than the whole', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 200 }), (keys) => {
        const set = createRecentSet<number>(20)
        keys.forEach((key) => set.add(key))
        const newest = [...new Set(keys.toReversed())]
        for (const key of newest.slice(0, 10)) assert.ok(set.has(key), `${key} was added lately`)
        for (const key of newest.slice(20)) assert.ok(!set.has(key), `${key} was added long ago`)
      }),
    )
  })
})
