/** References: by id or by name alike; what is wrong is told with its place, and the rest can be run. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseSigma } from '../parse/sigma.ts'
import type { Named } from '../named.ts'
import { SigmaErrors } from '../place.ts'
import { silencedRules } from '../correlation.ts'
import { createCorrelator } from './correlator.ts'
import { unresolved } from './reference.ts'

const rules = [{ id: 'rid', name: 'r' }, { id: 'sid', name: 's' }, { id: 'tid' }]

const parse = (...documents: string[]) => parseSigma(documents.join('---\n'), 'c.yml').correlations

const correlation = (id: string, refers: string, rest = '', type = 'temporal'): string =>
  `title: ${id}\nid: ${id}\n${rest}correlation:\n  type: ${type}\n  timespan: 10s\n  rules: ${refers}\n`

const told = (correlations: ReturnType<typeof parse>, known?: readonly Named[]) =>
  [...unresolved(correlations, known)].map(([{ id }, errors]) => [
    id,
    errors.map(({ line, column, why }) => `${line}:${column} ${why}`),
  ])

describe('the same rule by its id and by its name', () => {
  it('is refused as standing twice', () => {
    const twice = parse(correlation('c', '[r, rid, s]'))
    assert.deepEqual(told(twice, rules), [['c', ["6:14 the same rule stands twice: as 'r' and as 'rid'"]]])
    assert.throws(() => createCorrelator(twice, { rules }), SigmaErrors)
    const inner = correlation('iid', '[r]', 'name: inner\n')
    assert.match(String(told(parse(inner, correlation('c', '[inner, iid]')))), /stands twice/)
  })
  it('is counted once where the rules are not known', () => {
    const correlator = createCorrelator<number>(parse(correlation('c', '[r, rid]')))
    const both = correlator.observe({ rule: 'rid', name: 'r', time: 0, event: {}, ref: 0 })
    assert.deepEqual(both, [])
    const counting = correlation('c', '[r, rid]', '', 'event_count') + '  condition: {gte: 2}\n'
    const counter = createCorrelator<number>(parse(counting))
    const see = (ref: number) => counter.observe({ rule: 'rid', name: 'r', time: ref, event: {}, ref })
    assert.deepEqual([see(0).length, see(1).map(({ count }) => count)], [0, [2]])
  })
  it('is the same for an alias, which is refused only where it is no rule of the correlation', () => {
    const aliased = (alias: string, refers: string) =>
      parse(`${correlation('c', refers)}  group-by: [ip]\n  aliases: {ip: {${alias}: from, sid: to}}\n`)
    for (const correlations of [aliased('r', '[rid, s]'), aliased('rid', '[r, sid]')]) {
      const correlator = createCorrelator<number>(correlations, { rules })
      correlator.observe({ rule: 'rid', name: 'r', time: 0, event: { from: 'x', to: 'y' }, ref: 0 })
      const hits = correlator.observe({ rule: 'sid', name: 's', time: 1, event: { from: 'z', to: 'x' }, ref: 1 })
      assert.deepEqual(
        hits.map(({ group }) => group),
        [[['ip', 'x']]],
      )
    }
    const stranger = ["8:18 'tid' is not one of the rules of the correlation"]
    assert.deepEqual(told(aliased('tid', '[r, s]'), rules), [['c', stranger]])
  })
  it('alerts where any correlation generates it', () => {
    const correlations = parse(correlation('c', '[r, s]', 'generate: true\n'), correlation('d', '[rid, tid]'))
    assert.deepEqual(silencedRules(correlations, rules), new Set(['tid']))
    assert.deepEqual(silencedRules(correlations), new Set(['rid', 'tid']))
  })
})

describe('what cannot be run', () => {
  const correlations = parse(
    correlation('good', '[r, s]'),
    correlation('missing', '[r, nobody]'),
    correlation('on-missing', '[missing, s]'),
    correlation('on-that', '[on-missing, good]'),
    correlation('round', '[about, r]'),
    correlation('about', '[round, s]'),
    correlation('on-circle', '[about, s]'),
    correlation('on-good', '[good, tid]'),
  )
  const other = parse(correlation('good', '[s, tid]'))
  const all = [...correlations, ...other]
  it('is told with all that stands on it, and with what place', () => {
    assert.deepEqual(
      new Map(told(all, rules) as [string, string[]][]),
      new Map([
        ['good', ["1:1 another correlation is called 'good' as well"]],
        ['missing', ["13:14 there is no rule 'nobody', neither by id nor by name"]],
        ['round', ["34:11 the correlation comes from itself, by way of 'about'"]],
        ['about', ["41:11 the correlation comes from itself, by way of 'round'"]],
        ['on-missing', ["20:11 the correlation 'missing' cannot be run"]],
        ['on-that', ["27:11 the correlation 'on-missing' cannot be run"]],
        ['on-circle', ["48:11 the correlation 'about' cannot be run"]],
      ]),
    )
  })
  it('leaves the others to be run', () => {
    const wrong = unresolved(all, rules)
    const left = all.filter((one) => !wrong.has(one))
    assert.deepEqual(
      left.map(({ id }) => id),
      ['good', 'on-good'],
    )
    assert.equal(unresolved(left, rules).size, 0)
    assert.doesNotThrow(() => createCorrelator(left, { rules }))
    assert.throws(() => createCorrelator(all, { rules }), SigmaErrors)
  })
  it('is what refers by a name that two have', () => {
    const text = 'detection: {s: {A: x}, condition: s}\n'
    const { rules: both, correlations: of } = parseSigma(
      [
        `title: One\nid: one\nname: same\n${text}`,
        `title: Two\nid: two\nname: twin\n${text}`,
        `title: Three\nid: three\nname: twin\n${text}`,
        correlation('inner', '[one, two]', 'name: same\n'),
        correlation('outer', '[same, twin, two]'),
      ].join('---\n'),
      'c.yml',
    )
    assert.deepEqual(told(of, both), [
      [
        'outer',
        [
          "29:11 'same' can mean the rule of c.yml:1 or the correlation of c.yml:16",
          "29:17 'twin' can mean the rule of c.yml:6 or the rule of c.yml:11",
          "29:23 the same rule stands twice: as 'twin' and as 'two'",
        ],
      ],
    ])
    const named = [{ id: 'x', name: 'y' }, { id: 'y' }]
    assert.deepEqual(told(parse(correlation('c', '[y]', '', 'event_count') + '  condition: {gte: 1}\n'), named), [
      ['c', ["6:11 'y' can mean the rule with the id 'x' or the rule with the id 'y'"]],
    ])
  })
  it('is taken on trust where the rules are not known', () => {
    assert.deepEqual(told(parse(correlation('c', '[nobody, r]'))), [])
  })
})
