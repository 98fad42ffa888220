/** The fast reader gives what the reader of all YAML gives, or nothing. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { array, assert as check, constantFrom, property } from 'fast-check'
import { readBlocks } from './block.ts'
import { Problems } from './problems.ts'
import { readYaml } from './yaml.ts'

/** Whether it was read; it must be the same then. */
function isRead(text: string): boolean {
  const nodes = readBlocks(text, 'f')
  if (nodes === undefined) return false
  const problems = new Problems()
  const expected = readYaml(text, 'f', problems)
  assert.equal(problems.count, 0, text)
  assert.deepEqual(nodes, expected, text)
  return true
}

describe('reads as YAML', () => {
  for (const text of [
    'a: x\nb: 1\nc: true\nd:\ne: ~\nf: null\n',
    "a: 'it''s'\n'b c': \"x\\ty\"\n\"d\": '#no'\n",
    'a:\n  - x\n  - 1.5\n  -\n  - b: 1\n    c: 2\n  - d:\n      e: f\n',
    'a:\n- x\n- y\nb: z\n',
    'a: |\n  one\n   two\n\n  three\n\nb: |-\n  x\n',
    '# head\na: x # note\n\n  # odd\nb: y#z\n',
    'a: 0x1F\nb: 0o17\nc: 1e3\nd: .5\ne: 5.\nf: +7\ng: -.inf\nh: 0X1f\ni: 1.2.3\nj: 007\nk: 2026-01-01\nl: no\n',
    'a: http://x:80/y\nb: C:\\x\nc: -x\nd: x: y'.replace(': y', ':y'),
    '---\na: 1\n---\n---\nb: 2\n',
    'a: x\n---\n- y\n',
    '',
    '# nothing\n',
  ])
    it(JSON.stringify(text), () => {
      assert.ok(isRead(text))
    })
})

describe('leaves alone', () => {
  for (const text of [
    'a: [x]',
    'a: {b: c}',
    'a: &x y',
    'a: *x',
    'a: !!str 1',
    'a: >\n  x\n',
    'a: x\n  y\n',
    'a: "x\n  y"\n',
    'a: b: c',
    'a: x\na: y\n',
    'a:\n   b: c\n  d: e\n',
    'a\n',
    '? a\n: b\n',
    '- - x\n',
    'a: |2\n   x\n',
    'a: |\nb: c\n',
    'a:\tx\n',
    '%YAML 1.2\n---\na: 1\n',
    'a: 1\n...\n',
    'a: "\\x41"\n',
    'a: @x\n',
    "a: 'x' y\n",
  ])
    it(JSON.stringify(text), () => {
      assert.equal(readBlocks(text, 'f'), undefined)
    })
})

it('whatever the text, never reads it otherwise', () => {
  const words = [
    'a',
    'b',
    ':',
    ': ',
    '- ',
    '-',
    ' ',
    '  ',
    '    ',
    '\n',
    '\n',
    '\n  ',
    '\n    ',
    "'",
    '"',
    '#',
    ' #',
    '|',
    '|-',
    '1',
    '~',
    'x y',
    '---',
    '\n---\n',
    '\\',
    '[',
    ',',
    '>',
    '&',
    '?',
    'null',
    'é',
    '\u00a0',
    '\u2028',
    '\u0085',
    '\u3000',
    '%',
    '\\n',
  ]
  let read = 0
  check(
    property(array(constantFrom(...words), { maxLength: 24 }), (list) => {
      if (isRead(list.join(''))) read++
    }),
    { numRuns: 20_000 },
  )
  assert.ok(read > 500, `only ${read} were read`)
})
