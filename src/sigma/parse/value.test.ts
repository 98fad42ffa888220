/** Lines whose values or modifiers look right and are not. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { readSigma } from './sigma.ts'

const read = (line: string) => readSigma(`title: t\ndetection:\n  s:\n    ${line}\n  condition: s\n`, 'r.yml')
const problemsOf = (line: string): string[] => read(line).errors.map((one) => `${one.line}:${one.column} ${one.why}`)

it('wants the flags of a regular expression after it', () => {
  const belong = ["4:5 'i', 'm' and 's' belong after the modifier 're'"]
  for (const line of ['A|i|re: a', 'A|s|all|re: [a, b]', 'A|m: a', 'A|i|re|m: a'])
    assert.deepEqual(problemsOf(line), belong)
  for (const line of ['A|re|i: a', 'A|re|all|i|m|s: [a, b]', 'A|all|re|s: [a, b]'])
    assert.deepEqual(problemsOf(line), [])
})

it('refuses numbers that are not finite, however they are read, and takes their texts', () => {
  for (const number of ['.inf', '-.Inf', '.NaN', '1e999']) {
    const why = `'${number}' is not a finite number: a text that reads so stands in quotes`
    assert.deepEqual(problemsOf(`A: ${number}`), [`4:8 ${why}`])
    assert.deepEqual(problemsOf(`{A: [x, ${number}]}`), [`4:13 ${why}`])
    assert.deepEqual(problemsOf(`A|gt: ${number}`), [`4:11 ${why}`])
  }
  const [rule] = read("A: ['.inf', 1.5]").rules
  assert.deepEqual(rule?.fields()[0]?.values, ['.inf', 1.5])
})
