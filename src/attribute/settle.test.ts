import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { settle } from './settle.ts'

const settled = (possible: Record<string, string>): Record<string, string> =>
  Object.fromEntries(settle(Object.keys(possible), (each) => [...(possible[each] ?? '')]).pairs)

/** Every way to give each its own partner, by trying them all. */
function pairings(possible: readonly (readonly number[])[], taken: readonly number[] = []): number[][] {
  const partners = possible[taken.length]
  if (!partners) return [[...taken]]
  return partners.filter((each) => !taken.includes(each)).flatMap((each) => pairings(possible, [...taken, each]))
}

describe('settle', () => {
  it('pairs what has one possible partner, and what is left of the others then', () => {
    assert.deepEqual(settled({ first: 'a', second: 'ab', third: 'bc' }), { first: 'a', second: 'b', third: 'c' })
  })
  it('says nothing of two that may be either', () => {
    assert.deepEqual(settled({ first: 'ab', second: 'ab', third: 'c' }), { third: 'c' })
  })
  it('says nothing of all that hangs together where one is left over', () => {
    assert.deepEqual(settled({ first: 'a', second: 'a', third: 'ab', fourth: 'c' }), { fourth: 'c' })
    assert.deepEqual(settled({ first: 'a', second: 'abc', third: 'bc', fourth: 'bc', fifth: 'bc' }), {})
  })
  it('says of one without any partner nothing, and of others what it would say without it', () => {
    assert.deepEqual(settled({ first: '', second: 'a' }), { second: 'a' })
  })
  it('agrees with trying all pairings', () => {
    const partner = fc.integer({ min: 0, max: 4 })
    fc.assert(
      fc.property(fc.array(fc.uniqueArray(partner, { minLength: 1 }), { maxLength: 5 }), (possible) => {
        const all = pairings(possible)
        const { pairs, placed, taken } = settle([...possible.keys()], (each) => possible[each] ?? [])
        for (const [each, found] of pairs) if (all.length > 0) assert.ok(all.every((way) => way[each] === found))
        if (all.length === 0) return
        for (const each of possible.keys())
          assert.equal(pairs.has(each), new Set(all.map((way) => way[each])).size === 1, `of ${each}`)
        assert.deepEqual([...placed].toSorted(), [...possible.keys()])
        for (const each of possible.flat())
          assert.equal(
            taken.has(each),
            all.every((way) => way.includes(each)),
            `${each}`,
          )
      }),
    )
  })
})
