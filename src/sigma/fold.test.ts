/** Folding: simple, in every script, and one character for one. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { foldCase } from './fold.ts'

it('folds what differs in case only', () => {
  for (const [a, b] of [
    ['FooBar', 'fOObAR'],
    ['ÉCOLE', 'école'],
    ['ΟΔΟΣ', 'οδος'],
    ['СЕРВЕР', 'сервер'],
    ['ß', 'ẞ'],
    ['µ', 'μ'],
    ['𐐀', '𐐨'],
  ] as const)
    assert.equal(foldCase(a), foldCase(b))
})

it('keeps apart what no simple folding makes the same', () => {
  for (const [a, b] of [
    ['ı', 'i'],
    ['İ', 'i'],
    ['ß', 'ss'],
    ['ﬁ', 'fi'],
    ['e\u0301', 'é'],
  ] as const)
    assert.notEqual(foldCase(a), foldCase(b))
})

it('agrees with the case folding of Unicode, character by character, and keeps lengths', () => {
  let changed = 0
  for (let code = 0x80; code < 0x1e944; code++) {
    if (code >= 0xd800 && code < 0xe000) continue
    const character = String.fromCodePoint(code)
    const folded = foldCase(character)
    if (folded === character) continue
    changed++
    assert.equal(folded.length, character.length)
    assert.match(folded, new RegExp(`^\\u{${code.toString(16)}}$`, 'iu'))
  }
  assert.ok(changed > 1000)
})
