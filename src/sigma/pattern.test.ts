/** Patterns: what wildcards and escapes mean, and that matching is linear. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { array, assert as check, constantFrom, property } from 'fast-check'
import {
  compilePattern,
  joinPatterns,
  literalOf,
  literalsOf,
  loosenDashes,
  parsePattern,
  writePattern,
} from './pattern.ts'

function matches(pattern: string, text: string): boolean {
  return compilePattern(parsePattern(pattern))(text)
}

it('reads escapes as the specification says', () => {
  for (const [written, meant] of [
    ['C:\\Windows', 'C:\\Windows'],
    ['C:\\\\Windows', 'C:\\Windows'],
    ['a\\*b', 'a*b'],
    ['a\\?b', 'a?b'],
    ['\\\\\\*', '\\*'],
    ['\\\\\\\\srv', '\\\\srv'],
    ['\\\\\\srv', '\\\\srv'],
    ['end\\', 'end\\'],
    ['', ''],
  ] as const)
    assert.equal(literalOf(parsePattern(written)), meant)
  assert.deepEqual(parsePattern('\\\\*'), ['\\', { wildcard: '*' }])
  assert.deepEqual(parsePattern('a**?b'), ['a', { wildcard: '*' }, { wildcard: '?' }, 'b'])
})

it('matches wildcards', () => {
  assert.ok(matches('a*b', 'a\nb') && matches('a*b', 'ab') && !matches('a*b', 'abc'))
  assert.ok(matches('a?c', 'a😀c') && !matches('a?c', 'ac') && !matches('a?c', 'abbc'))
  assert.ok(matches('*?', '😀') && matches('*??', 'a😀') && !matches('*??', '😀'))
  assert.ok(matches('ab*ba', 'abba') && !matches('ab*ba', 'aba'))
  assert.ok(matches('*a?*c?*', 'xxabxxcd') && !matches('*a?*c?*', 'xxacd'))
  assert.ok(matches('*', '') && !matches('?', ''))
})

it('agrees with a matcher that tries everything', () => {
  const naive = (pattern: string, text: string): boolean => {
    const [first = '', ...rest] = pattern
    if (first === '') return text === ''
    if (first === '*') return naive(rest.join(''), text) || (text !== '' && naive(pattern, text.slice(1)))
    return text !== '' && (first === '?' || text.startsWith(first)) && naive(rest.join(''), text.slice(1))
  }
  const letters = (most: number, ...from: string[]) =>
    array(constantFrom(...from), { maxLength: most }).map((list) => list.join(''))
  check(
    property(letters(8, 'a', 'b', '*', '?'), letters(10, 'a', 'b'), (pattern, text) => {
      assert.equal(matches(pattern, text), naive(pattern, text))
    }),
    { numRuns: 2000 },
  )
})

it('is written back as it was meant', () => {
  for (const text of ['a*b?c', 'a\\*b', 'C:\\\\x', '']) assert.equal(writePattern(parsePattern(text)), text)
})

it('loosens every dash, and spells all of them out where it must', () => {
  const test = compilePattern(joinPatterns([' '], loosenDashes(parsePattern('-f')), [' ']))
  for (const dash of ['-', '/', '–', '—', '―']) assert.ok(test(` ${dash}f `))
  assert.ok(!test(' +f ') && !test(' f '))
  assert.deepEqual(literalsOf(loosenDashes(parsePattern('-a'))), ['-a', '/a', '–a', '—a', '―a'])
  assert.throws(() => literalsOf(parsePattern('a*')), /cannot be encoded/)
  assert.throws(() => literalsOf(loosenDashes(parsePattern('-----'))), /too many dashes/)
})
