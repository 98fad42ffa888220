/** Ids: no two rules and correlations share one, in a text and across texts. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { sameIds } from './same-id.ts'
import { parseSigma, readSigma } from './parse/sigma.ts'
import { SigmaErrors } from './place.ts'

const rule = (title: string, id = title): string =>
  `title: ${title}\nid: ${id}\ndetection:\n  s: {A: ${title}}\n  condition: s\n`
const correlation = (title: string, id = title): string =>
  `title: ${title}\nid: ${id}\ncorrelation: {type: event_count, rules: [one], timespan: 1m, condition: {gte: 2}}\n`

it('refuses an id that stands twice in one text, and keeps the first', () => {
  const text = [rule('one'), correlation('two', 'one'), rule('three', 'one'), rule('four')].join('---\n')
  const { rules, correlations, errors } = readSigma(text, 'r.yml')
  assert.deepEqual(
    [...rules, ...correlations].map(({ title }) => title),
    ['one', 'four'],
  )
  assert.deepEqual(
    errors.map(({ message }) => message),
    [
      "r.yml:7:1: id: 'one' is also the id of 'one' (r.yml:1)",
      "r.yml:11:1: id: 'one' is also the id of 'one' (r.yml:1)",
    ],
  )
  assert.throws(() => parseSigma(text), SigmaErrors)
})

it('refuses the same rule twice, although it has no id', () => {
  const nameless = 'detection:\n  s: {A: x}\n  condition: s\n'
  assert.equal(readSigma(`${nameless}---\n${nameless}`).rules.length, 1)
  assert.equal(readSigma(`${nameless}---\n${nameless.replace('x', 'y')}`).rules.length, 2)
})

it('tells ids that two texts share', () => {
  const [one, two] = [parseSigma(rule('one'), 'a.yml'), parseSigma(rule('other', 'one'), 'b.yml')]
  assert.deepEqual(sameIds(one.rules, one.correlations), [])
  assert.deepEqual(
    sameIds([...one.rules, ...two.rules], []).map(({ message }) => message),
    ["b.yml:1:1: id: 'one' is also the id of 'one' (a.yml:1)"],
  )
})
