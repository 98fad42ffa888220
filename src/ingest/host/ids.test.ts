import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { countBetween, idsBetween } from './ids.ts'

describe('ids that were handed out', () => {
  it('go on after the last one, and begin again after the greatest', () => {
    assert.deepEqual([...idsBetween(7, 10, 32_768)], [8, 9, 10])
    assert.deepEqual([...idsBetween(10, 10, 32_768)], [])
    assert.deepEqual([...idsBetween(32_766, 301, 32_768)], [32_767, 300, 301])
  })
  it('are counted without being named', () => {
    const id = fc.integer({ min: 300, max: 4_999 })
    fc.assert(
      fc.property(id, id, (last, newest) => {
        assert.equal([...idsBetween(last, newest, 5_000)].length, countBetween(last, newest, 5_000))
      }),
    )
  })
})
