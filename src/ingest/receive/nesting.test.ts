import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { isNestedDeeper } from './nesting.ts'

const depthOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0

describe('nesting', () => {
  it('is as deep as what is parsed', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.nat(8), (value, levels) => {
        assert.equal(isNestedDeeper(Buffer.from(JSON.stringify(value)), levels), depthOf(value) > levels)
      }),
    )
  })
  it('counts nothing in strings, and ends with them', () => {
    for (const text of ['"[[["', '{"\\"[[[":"\\\\"}', '"[[[', '"\\'])
      assert.ok(!isNestedDeeper(Buffer.from(text), 1), text)
    assert.ok(isNestedDeeper(Buffer.from('["\\\\",[['), 2))
  })
})
