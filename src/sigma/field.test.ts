/** Reading fields: flat first, nested, through arrays, own properties only, at any depth. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { hasField, numberFrom, parseFieldPath, readField, someLeaf } from './field.ts'

const read = (event: unknown, field: string): unknown[] => readField(event, parseFieldPath(field))
const has = (event: unknown, field: string): boolean => hasField(event, parseFieldPath(field))

it('takes a flat key before a nested path, on every level', () => {
  assert.deepEqual(read({ 'a.b': 1, a: { b: 2 } }, 'a.b'), [1])
  assert.deepEqual(read({ a: { b: 2 } }, 'a.b'), [2])
  assert.deepEqual(
    read({ metadata: { labels: { 'app.kubernetes.io/name': 'x' } } }, 'metadata.labels.app.kubernetes.io/name'),
    ['x'],
  )
  assert.deepEqual(read({ A: 1 }, 'a'), [])
})

it('takes every member of an array, and objects in arrays by path', () => {
  assert.deepEqual(read({ a: [1, [2, [3]]] }, 'a'), [1, 2, 3])
  assert.deepEqual(read({ c: [{ i: 'x' }, { j: 1 }, { i: ['y', 'z'] }] }, 'c.i'), ['x', 'y', 'z'])
  assert.deepEqual(read({ c: [] }, 'c'), [])
})

it('knows presence from value', () => {
  assert.ok(has({ a: null }, 'a') && has({ a: '' }, 'a') && has({ a: [] }, 'a') && has({ a: {} }, 'a'))
  assert.ok(!has({}, 'a') && !has({ a: 'text' }, 'a.b') && !has({ a: [] }, 'a.b') && !has(null, 'a'))
  assert.ok(has({ a: [{}, { b: null }] }, 'a.b'))
})

it('sees own properties only, and takes hostile names for names', () => {
  for (const name of ['constructor', '__proto__', 'toString', 'a.constructor.name', 'a.length'])
    assert.ok(!has({ a: 'x' }, name))
  const hostile: unknown = JSON.parse('{"__proto__": {"a": "x"}, "constructor": "y"}')
  assert.deepEqual([read(hostile, '__proto__.a'), read(hostile, 'constructor'), read(hostile, 'a')], [['x'], ['y'], []])
})

it('is not exhausted by depth', () => {
  const deep: unknown = JSON.parse(
    `{"a": ${'['.repeat(200_000)}"x"${']'.repeat(200_000)}, "b": ${'{"k":'.repeat(100_000)}"y"${'}'.repeat(100_000)}}`,
  )
  assert.deepEqual(read(deep, 'a'), ['x'])
  assert.ok(someLeaf(deep, (value) => value === 'y'))
})

it('reads decimal numbers and nothing else', () => {
  for (const [value, number] of [
    [10, 10],
    ['10', 10],
    ['-1.5e3', -1500],
    ['.5', 0.5],
    ['+7', 7],
  ] as const)
    assert.equal(numberFrom(value), number)
  for (const value of ['', ' 1', '0x10', '1,5', 'Infinity', 'ten', true, null, {}, []])
    assert.equal(numberFrom(value), undefined)
})
