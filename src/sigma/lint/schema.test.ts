/** Schemas learnt from samples. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseSigma } from '../parse/sigma.ts'
import { lintRule } from './lint.ts'
import { learnSchema } from './schema.ts'

it('a schema is learnt from samples', () => {
  const schema = learnSchema(
    { product: 'p' },
    [
      { a: { n: 1, list: [{ x: 'y' }] }, labels: { k: 'v' }, z: null },
      { a: { n: 2 }, z: true, mixed: 1 },
      { mixed: 'x', 'flat.name': 1 },
    ],
    ['labels'],
  )
  assert.deepEqual(
    new Map([...schema.fields].toSorted()),
    new Map([
      ['a', { kind: 'object' }],
      ['a.list', { kind: 'object', many: true }],
      ['a.list.x', { kind: 'text', many: true }],
      ['a.n', { kind: 'number' }],
      ['flat.name', { kind: 'number' }],
      ['mixed', { kind: 'text' }],
      ['z', { kind: 'boolean' }],
    ]),
  )
  const found = lintRule(
    parseSigma(
      'title: t\nlogsource: {product: p}\ndetection:\n  s: {a.n: word, labels.k: x, a.list.y: 1}\n  condition: s',
    ).rules[0]!,
    [schema],
  )
  assert.deepEqual(
    found.map(({ code, field }) => [code, field]),
    [
      ['never-matches', undefined],
      ['impossible-value', 'a.n'],
      ['unknown-field', 'a.list.y'],
    ],
  )
})
