/** Texts of which a part is wrong: the documents that are right are kept, the others are told. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parseSigma, readSigma } from './sigma.ts'
import { SigmaErrors } from '../place.ts'

const rule = (id: string, rest = ''): string =>
  `title: ${id}\nid: ${id}\ndetection:\n  s: {A: x}\n  condition: s\n${rest}`

const read = (...documents: string[]) => {
  const { rules, correlations, errors } = readSigma(documents.join('---\n'), 'r.yml')
  return {
    kept: [...rules, ...correlations].map(({ id }) => id),
    errors: errors.map(({ file, line, why }) => `${file}:${line} ${why}`),
  }
}

it('keeps the documents that are right, and tells what is wrong with the others', () => {
  const { kept, errors } = read(rule('one'), rule('two', 'level: severe\n'), rule('three'), 'title: nothing\n')
  assert.deepEqual(kept, ['one', 'three'])
  assert.deepEqual(errors, [
    'r.yml:12 the level is one of informational, low, medium, high, critical',
    "r.yml:20 a Sigma document has one of 'detection', 'correlation' and 'filter'",
  ])
})

it('keeps what stands before and after a document that is no YAML', () => {
  const { kept, errors } = read(rule('one'), 'a: b: c\n', rule('two'))
  assert.deepEqual(kept, ['one', 'two'])
  assert.match(errors[0] ?? '', /^r\.yml:7 /)
})

it('leaves nothing out where nothing is wrong, and parseSigma throws where something is', () => {
  assert.deepEqual(read(rule('one')), { kept: ['one'], errors: [] })
  assert.throws(() => parseSigma(rule('one', 'level: severe\n')), SigmaErrors)
})

it('refuses half of a surrogate pair, wherever it stands, and takes a whole one', () => {
  const of = (line: string) => read(`title: t\nid: t\ndetection:\n  s:\n    ${line}\n  condition: s\n`)
  for (const line of ['A: "\\ud83d"', 'A: \ud83d', '"\\ude00": x', 'A: ["x", "\\ude00\\ud83d"]', 'A|re: "[\\ud83d]"'])
    assert.match(of(line).errors.join(), /^r\.yml:5 half of a surrogate pair is no character/, line)
  for (const line of ['A: "\\ud83d\\ude00"', 'A: \ud83d\ude00']) assert.deepEqual(of(line), { kept: ['t'], errors: [] })
})
