/** No rule and no record makes matching more than linear: the classic attacks, at sizes where anything else would never end. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseSigma } from '../parse/sigma.ts'
import { compileRule } from './compile.ts'

function compile(line: string) {
  return compileRule(parseSigma(`title: t\ndetection:\n  s:\n    ${line}\n  condition: s\n`).rules[0]!)
}

const size = 200_000

describe('regular expressions', () => {
  for (const [source, text, expected] of [
    ['(a+)+$', `${'a'.repeat(size)}!`, false],
    ['(a|aa)+$', `${'a'.repeat(size)}!`, false],
    ['(a|a?)+$', `${'a'.repeat(size)}!`, true],
    ['^(([a-z])+.)+[A-Z]([a-z])+$', 'a'.repeat(size), false],
    ['(.*a){12}', 'a'.repeat(size), true],
    ['(x+x+)+y', 'x'.repeat(size), false],
    ['^(\\w+\\s?)*$', `${'word '.repeat(size / 5)}!`, false],
    ['.*.*=.*', 'x'.repeat(size), false],
  ] as const)
    it(source, () => {
      assert.equal(compile(`A|re: '${source}'`).matches({ A: text }), expected)
    })
})

describe('wildcards', () => {
  for (const [pattern, text, expected] of [
    [`${'*a'.repeat(20)}*b`, 'a'.repeat(size), false],
    [`*${'a?'.repeat(20)}*b`, 'a'.repeat(size), false],
    ['*a*a*a*a*a*a*a*a*a*c', `${'a'.repeat(size)}b`, false],
    [`*${'?'.repeat(50)}z`, 'y'.repeat(size), false],
  ] as const)
    it(pattern.slice(0, 30), () => {
      assert.equal(compile(`A: '${pattern}'`).matches({ A: text }), expected)
    })
})

describe('records', () => {
  it('of many members, deep nesting and long values cost no more than their size', () => {
    const members = Array.from({ length: size }, (_, index) => `m${index}`)
    assert.equal(compile('A|contains|all: [m1, zz]').matches({ A: members }), false)
    assert.equal(compile('A|fieldref: B').matches({ A: members, B: members.map((member) => `${member}!`) }), false)
    const deep: unknown = JSON.parse(`{"A": ${'['.repeat(size)}${']'.repeat(size)}}`)
    assert.equal(compile('A: x').matches(deep as object), false)
    assert.equal(compile("'|all': [x, y]").matches(deep as object), false)
  })
})
