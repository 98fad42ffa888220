/** A keyed hash: different words have different hashes, in whatever way they are spelled. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { array, assert as check, constantFrom, integer, property, string, tuple } from 'fast-check'
import { createHasher } from './hash.ts'

const hash = createHasher([7, 11])
const hashOf = (text: string): string => {
  const { high, low } = hash(text)
  return `${high} ${low}`
}

it('tells every two texts apart, short or long, in ASCII or not, well formed or not', () => {
  const text = tuple(string({ unit: 'binary', maxLength: 60 }), constantFrom('', 'a', '\ud800', '\udfff', 'é', '\0'))
  check(
    property(array(text, { minLength: 2, maxLength: 20 }), (parts) => {
      const texts = new Set(parts.flatMap(([one, end]) => [one, one + end, end + one, one.repeat(3) + end]))
      assert.equal(new Set([...texts].map(hashOf)).size, texts.size)
    }),
    { numRuns: 2_000 },
  )
})

it('takes no bytes of ASCII for characters of two bytes', () => {
  for (const length of [24, 64, 256, 512, 1024]) {
    const ascii = 'ab'.repeat(length)
    const wide = Buffer.from(ascii).toString('utf16le')
    assert.equal(wide.length * 2, ascii.length)
    assert.notEqual(hashOf(wide), hashOf(ascii))
  }
})

it('tells long texts apart by any one character', () => {
  check(
    property(
      integer({ min: 1, max: 9_000 }),
      integer({ min: 0, max: 9_000 }),
      constantFrom('b', 'é', '\ud83d'),
      (length, at, other) => {
        const one = 'a'.repeat(length)
        const index = at % length
        assert.notEqual(hashOf(one.slice(0, index) + other + one.slice(index + 1)), hashOf(one))
      },
    ),
    { numRuns: 500 },
  )
})
