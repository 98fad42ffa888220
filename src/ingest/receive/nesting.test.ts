import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { nestingOf, type Nesting } from './nesting.ts'

const isContainer = (value: unknown): value is object => typeof value === 'object' && value !== null
const depthOf = (value: unknown): number =>
  isContainer(value) ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0
const countOf = (value: unknown): number =>
  isContainer(value) ? Object.values(value).reduce<number>((sum, inner) => sum + countOf(inner), 1) : 0
const told = (text: string): Nesting => nestingOf(Buffer.from(text))

describe('nesting', () => {
  it('is as deep and as much as what is parsed', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        assert.deepEqual(told(JSON.stringify(value)), { depth: depthOf(value), containers: countOf(value) })
      }),
    )
  })
  it('counts nothing in strings, and ends with them', () => {
    for (const text of ['"[[["', '{"\\"[[[":"\\\\"}', '"[[[', '"\\']) assert.ok(told(text).depth <= 1, text)
    assert.deepEqual(told('["\\\\",[[]'), { depth: 3, containers: 3 })
  })
})
