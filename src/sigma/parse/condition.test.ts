/** Conditions: precedence, patterns of names, and what is refused. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseCondition } from './condition.ts'

const names = ['a', 'b', 'c', 'sel_x', 'sel_y', '_hidden']
const parse = (text: string) => parseCondition(text, names)
const ref = (name: string) => ({ kind: 'selection', name })

it('binds or least, then and, then not', () => {
  assert.deepEqual(parse('a or b and not c'), {
    kind: 'or',
    of: [ref('a'), { kind: 'and', of: [ref('b'), { kind: 'not', of: ref('c') }] }],
  })
  assert.deepEqual(parse('(a or b) and c'), { kind: 'and', of: [{ kind: 'or', of: [ref('a'), ref('b')] }, ref('c')] })
  assert.deepEqual(parse('NOT a AND b'), { kind: 'and', of: [{ kind: 'not', of: ref('a') }, ref('b')] })
  assert.deepEqual(parse('not not a'), { kind: 'not', of: { kind: 'not', of: ref('a') } })
})

it('resolves patterns of names', () => {
  const of = (text: string) => {
    const parsed = parse(text)
    assert.ok(parsed.kind === 'at-least')
    return [parsed.count, ...parsed.names]
  }
  assert.deepEqual(of('1 of sel_*'), [1, 'sel_x', 'sel_y'])
  assert.deepEqual(of('all of sel*'), [2, 'sel_x', 'sel_y'])
  assert.deepEqual(of('any of *_y'), [1, 'sel_y'])
  assert.deepEqual(of('2 of them'), [2, 'a', 'b', 'c', 'sel_x', 'sel_y'])
  assert.deepEqual(of('1 of *'), [1, 'a', 'b', 'c', 'sel_x', 'sel_y'])
  assert.deepEqual(of('1 of _*'), [1, '_hidden'])
  assert.deepEqual(of('1 of s*l_*x'), [1, 'sel_x'])
  assert.deepEqual(of('1 of a'), [1, 'a'])
})

it('refuses what it cannot honour, with the reason', () => {
  for (const [text, why] of [
    ['', /expected at the end/],
    ['a and', /expected at the end/],
    ['a b', /expected before 'b'/],
    ['(a', /closing '\)' is missing/],
    ['a)', /expected before '\)'/],
    ['d', /no selection 'd'/],
    ['1 of filter_*', /no selection has such a name/],
    ['3 of sel_*', /there are only 2/],
    ['1 of', /needs a pattern/],
    ['0 of them', /no selection '0'/],
    ['a | count() > 5', /use a correlation/],
    [`${'('.repeat(200)}a${')'.repeat(200)}`, /nested too deeply/],
  ] as const)
    assert.throws(() => parse(text), why)
})
