import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { createDocuments, type Document } from './documents.ts'
import { createTextLines } from './text-lines.ts'

const read = (text: string, maxSize = 1e6): Document[] => {
  const documents = createDocuments(maxSize, createTextLines([]))
  return [...text.split('\n').flatMap((line, at) => documents.line(line, at + 1)), ...documents.end()]
}
const values = (found: readonly Document[]): unknown[] => found.flatMap((each) => ('value' in each ? [each.value] : []))
const faults = (found: readonly Document[]): number[] => found.flatMap((each) => ('fault' in each ? [each.line] : []))

describe('documents', () => {
  it('reads one a line, with blanks, byte order marks, carriage returns and zeros around them', () => {
    assert.deepEqual(values(read('\uFEFF{"a":1}\r\n\r\n\0\0{"a":2}\0\n\u001E{"a":3}')), [{ a: 1 }, { a: 2 }, { a: 3 }])
  })
  it('reads several on one line', () => {
    assert.deepEqual(values(read('{"a":1}{"a":2} [3]\n{"a":4},')), [{ a: 1 }, { a: 2 }, [3], { a: 4 }])
  })
  it('says the line that a document over many lines begins at', () => {
    const found = read('{"a":0}\n{\n  "a": [1,\n 2], "b": "}"\n} {"a":3}\n')
    assert.deepEqual(found, [
      { line: 1, value: { a: 0 } },
      { line: 2, value: { a: [1, 2], b: '}' } },
      { line: 5, value: { a: 3 } },
    ])
  })
  it('sets a broken line aside and loses nothing after it', () => {
    for (const broken of [
      '{"a": 1, "b":',
      '{"a"',
      '{"a":"x',
      '[1,',
      '{',
      '[',
      '}',
      'word',
      '{"a":01}',
      '{"a":1}}',
      '\0',
    ]) {
      const found = read(`{"n":1}\n${broken}\n{"n":2}\n{"n":3}`)
      assert.deepEqual(
        values(found).filter((value) => typeof value === 'object' && value !== null && 'n' in value),
        [{ n: 1 }, { n: 2 }, { n: 3 }],
        broken,
      )
      assert.deepEqual(faults(found), [2], broken)
    }
  })
  it('saves the elements of an array of which one is broken', () => {
    const found = read('[\n  {"a":1},\n  {"a":2,},\n  {"a":3}\n]\n')
    assert.deepEqual(values(found), [{ a: 1 }, { a: 3 }])
    assert.deepEqual(faults(found), [1, 3, 5])
  })
  it('never quotes what it could not read', () => {
    const found = read('{"password":"hunter2" "x"}\n{"token":"hunter2')
    assert.equal(found.length, 2)
    assert.doesNotMatch(JSON.stringify(found), /hunter2/)
  })
  it('gives up a document that is too long or too deep, and reads on', () => {
    const long = `[\n${'1,\n'.repeat(100)}\n{"a":1}`
    assert.deepEqual(values(read(long, 50)), [{ a: 1 }])
    assert.deepEqual(values(read(`${'[\n'.repeat(300)}{"a":1}\n`)).at(-1), { a: 1 })
  })
  it('takes time in proportion to its input, however it is made', () => {
    let steps = 0
    const documents = createDocuments(1e9, createTextLines([]))
    const count = (found: readonly Document[]): void => void (steps += found.length)
    for (let line = 1; line <= 20_000; line += 1) count(documents.line(line <= 200 ? '[' : '1,', line))
    count(documents.end())
    assert.equal(steps, 20_000)
  })
  it('finds every document again, however it is printed', () => {
    const printed = fc.tuple(
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.constantFrom(undefined, 1, '\t'),
      fc.constantFrom('', '\n', ' \n'),
    )
    fc.assert(
      fc.property(fc.array(printed), (documents) => {
        const text = documents.map(([value, indent, after]) => JSON.stringify(value, null, indent) + after).join('')
        assert.deepEqual(
          values(read(text)),
          documents.map(([value]) => JSON.parse(JSON.stringify(value)) as unknown),
        )
      }),
    )
  })
  it('says something of every line that is not blank, whatever it holds', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', '"', '"a"', ':', ',', '1', ' ', '\n', '\\', 'true', '\0')
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const text = pieces.join('')
        const found = read(text)
        const spoken = text.replaceAll(/[\s,]/g, '') !== ''
        assert.equal(found.length > 0 || !spoken, true)
      }),
    )
  })
})
