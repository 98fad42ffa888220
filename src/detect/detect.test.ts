/** The stage of all detectors: what each kind of them is asked about. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { aDetection } from '../../test/detector-fixture.ts'
import { anEvent } from '../../test/fixture.ts'
import { compileRule, parseSigma } from '../sigma/index.ts'
import { detect } from './detect.ts'
import type { Tally } from './tally/tally.ts'

const rules = parseSigma(
  ['opened', 'closed', 'any']
    .map(
      (word) => `title: ${word}
id: id of ${word}
name: ${word}
logsource: {product: test}
detection: {it: {is${word === 'any' ? '|exists: true' : `: ${word}`}}, condition: it}
level: low
`,
    )
    .join('---\n'),
).rules.map((rule) => compileRule(rule))
const closing: Tally = {
  id: 'closing',
  title: 'Never closed',
  every: 'opened',
  expect: 'closed',
  when: 'around',
  within: 60_000,
  back: 0,
  same: [{ every: 'session', expect: 'session' }],
  equal: [],
  among: [],
  missing: 'match',
  provided: ['log'],
}
const told = (is: string, second: number, session: string, continues?: true) =>
  anEvent({
    uid: `${is} ${second}`,
    time: second * 1_000,
    views: [{ logsource: { product: 'test' }, fields: { is, session } }],
    place: { source: 'log', file: 'f', line: second },
    ...(continues && { continues }),
  })

it('what continues an operation is no second occurrence of it, and still what a tally waits for', () => {
  const stage = detect([{ ...aDetection({ tallies: [closing] }), rules }])
  const events = [
    told('opened', 0, 'a'),
    told('opened', 1, 'b'),
    told('closed', 30, 'a', true),
    told('opened', 40, 'b', true),
    told('other', 300, 'c'),
  ]
  const matches = [...events.flatMap((event) => stage.observe(event)), ...(stage.end?.() ?? [])]
  assert.deepEqual(
    matches.map(({ rule, events: [{ uid }] }) => [rule, uid]),
    [
      ['id of any', 'opened 0'],
      ['id of any', 'opened 1'],
      ['id of any', 'other 300'],
      ['closing', 'opened 1'],
    ],
  )
})
