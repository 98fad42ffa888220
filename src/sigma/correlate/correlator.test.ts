/** Correlations at work: the seven types, groups, aliases, chains, who alerts. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseSigma } from '../parse/sigma.ts'
import { SigmaErrors } from '../place.ts'
import { silencedRules } from '../correlation.ts'
import { createCorrelator } from './correlator.ts'
import type { CorrelatorOptions } from './correlator.ts'

const T0 = 1_700_000_000_000

/** A correlator of these documents, fed with `rule seconds {event}`; refs are the seconds. */
function feed(documents: string, options?: CorrelatorOptions<number>) {
  const { correlations } = parseSigma(documents)
  const correlator = createCorrelator<number>(correlations, options)
  return (rule: string, seconds: number, event: object = {}) =>
    correlator.observe({ rule, time: T0 + seconds * 1000, event, ref: seconds })
}

function document(type: string, rest: string, rules = '[a]'): string {
  return `title: ${type}\nid: ${type}\ncorrelation:\n  type: ${type}\n  rules: ${rules}\n  timespan: 10s\n${rest}\n`
}

describe('counting', () => {
  it('tells once when the count is reached, and again when it has held for another timespan', () => {
    const see = feed(document('event_count', '  group-by: [u]\n  condition: {gte: 3}'))
    const told = Array.from({ length: 30 }, (_, second) =>
      see('a', second, { u: 'x' }).map((hit) => [hit.refs, hit.count]),
    )
    assert.deepEqual(
      told.flatMap((hits, second) => (hits.length > 0 ? [[second, ...hits]] : [])),
      [
        [2, [[0, 1, 2], 3]],
        [12, [[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], 11]],
        [22, [[12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22], 11]],
      ],
    )
  })
  it('tells again at once after it has ceased', () => {
    const see = feed(document('event_count', '  condition: {gte: 2}'))
    const seconds = [0, 1, 10.5, 22, 23]
    assert.deepEqual(
      seconds.flatMap((second) => see('a', second).map((hit) => hit.refs)),
      [
        [0, 1],
        [22, 23],
      ],
    )
  })
  it('counts up to the edge of the timespan, and no further', () => {
    const see = feed(document('event_count', '  condition: {gte: 2}'))
    assert.equal([...see('a', 0), ...see('a', 10)].length, 1)
    const other = feed(document('event_count', '  condition: {gte: 2}'))
    assert.equal([...other('a', 0), ...other('a', 10.001)].length, 0)
  })
  it('counts distinct values, tuples of several fields, members of arrays, and nothing that is missing', () => {
    const see = feed(document('value_count', '  condition: {gte: 3, field: v}'))
    const told = ['x', 'x', 'y', null, undefined, { o: 1 }, ['x', 'z']].map((v, second) => see('a', second, { v }))
    assert.deepEqual(
      told.map((hits) => hits.length),
      [0, 0, 0, 0, 0, 0, 1],
    )
    assert.deepEqual(told[6]?.[0]?.refs, [2, 6])
    const tuples = feed(document('value_count', '  condition: {gte: 2, field: [v, w]}'))
    const pairs = [
      ['1:', '1'],
      ['1:', '1'],
      ['1', ':1'],
    ].map(([v, w], second) => tuples('a', second, { v, w }).length)
    assert.deepEqual(pairs, [0, 0, 1])
  })
  it('forgets values that have left the window', () => {
    const see = feed(document('value_count', '  condition: {gte: 3, field: v}'))
    assert.deepEqual(
      ['p', 'q', 'p', 'q', 'r'].map((v, index) => see('a', index * 6, { v }).length),
      [0, 0, 0, 0, 0],
    )
  })
  it('sums and averages numbers, and what spells one', () => {
    const sum = feed(document('value_sum', '  condition: {gt: 10, field: n}'))
    assert.deepEqual(
      [5, '5', 'many', 0.5].map((n, second) => sum('a', second, { n }).map((hit) => hit.count)),
      [[], [], [], [10.5]],
    )
    const average = feed(document('value_avg', '  condition: {gte: 4, field: n}'))
    assert.deepEqual(
      [1, 5, 6].map((n, second) => average('a', second, { n }).map((hit) => hit.count)),
      [[], [], [4]],
    )
  })
  it('takes value_percentile for the share of the value among the hits of the window', () => {
    const see = feed(document('value_percentile', '  condition: {lte: 20, field: image}'))
    const told = ['sh', 'sh', 'sh', 'sh', 'nc'].map((image, second) => see('a', second, { image }))
    assert.deepEqual(
      told.map((hits) => hits.map((hit) => [hit.count, hit.refs])),
      [[], [], [], [], [[20, [4]]]],
    )
  })
  it('decides ranges and upper bounds at each hit', () => {
    const see = feed(document('event_count', '  condition: {gt: 1, lt: 3}'))
    assert.deepEqual(
      [0, 1, 2, 20, 21].map((second) => see('a', second).length),
      [0, 1, 0, 0, 1],
    )
  })
})

describe('temporal', () => {
  it('tells when all rules have matched in the timespan, in any order', () => {
    const see = feed(document('temporal', '  group-by: [u]', '[a, b, c]'))
    const told = [see('c', 0, { u: 1 }), see('a', 1, { u: 1 }), see('b', 2, { u: 2 }), see('b', 3, { u: 1 })]
    assert.deepEqual(
      told.map((hits) => hits.map((hit) => hit.refs)),
      [[], [], [], [[0, 1, 3]]],
    )
    assert.deepEqual(told[3]?.[0]?.group, [['u', '1']])
  })
  it('asks for so many different rules as the condition says', () => {
    const see = feed(document('temporal', '  condition: {gte: 2}', '[a, b, c]'))
    assert.deepEqual(
      [see('a', 0), see('a', 1), see('c', 2)].map((hits) => hits.length),
      [0, 0, 1],
    )
  })
  it('does not know the boundaries of clocks', () => {
    const see = feed(document('temporal', '', '[a, b]'))
    assert.equal([...see('a', 59), ...see('b', 61)].length, 1)
  })
})

describe('temporal_ordered', () => {
  it('tells each end of a chain once, with the nearest hits before it', () => {
    const see = feed(document('temporal_ordered', '', '[a, b, c]'))
    const told = [see('b', 0), see('a', 1), see('c', 2), see('b', 3), see('a', 4), see('c', 5), see('c', 6)]
    assert.deepEqual(
      told.map((hits) => hits.map((hit) => hit.refs)),
      [[], [], [], [], [], [[1, 3, 5]], [[1, 3, 6]]],
    )
  })
  it('decides by the time of the events, whatever comes late', () => {
    const see = feed(document('temporal_ordered', '', '[a, b, c]'))
    const told = [see('c', 9), see('b', 5), see('c', 2), see('a', 3)]
    assert.deepEqual(
      told.map((hits) => hits.map((hit) => [hit.refs, hit.time])),
      [[], [], [], [[[3, 5, 9], T0 + 9000]]],
    )
  })
  it('finds what precedes a hit that is late by a whole timespan', () => {
    const see = feed(document('temporal_ordered', '', '[a, b]'))
    assert.deepEqual(
      [see('a', 0), see('a', 18), see('b', 9)].map((hits) => hits.map((hit) => hit.refs)),
      [[], [], [[0, 9]]],
    )
  })
  it('takes the longest part of the order where the condition asks for less', () => {
    const see = feed(document('temporal_ordered', '  condition: {gte: 2}', '[a, b, c]'))
    const told = [see('c', 0), see('b', 1), see('a', 2), see('c', 3)]
    assert.deepEqual(
      told.map((hits) => hits.map((hit) => [hit.refs, hit.count])),
      [[], [], [], [[[2, 3], 2]]],
    )
    const late = feed(document('temporal_ordered', '  condition: {gte: 2}', '[a, b, c]'))
    assert.deepEqual(
      [late('c', 5), late('b', 9), late('a', 4)].map((hits) => hits.map((hit) => hit.refs)),
      [
        [],
        [],
        [
          [4, 9],
          [4, 5],
        ],
      ],
    )
  })
})

describe('groups', () => {
  it('leave out what lacks a field, and take each member of an array', () => {
    const see = feed(document('event_count', '  group-by: [u, h]\n  condition: {gte: 2}'))
    assert.deepEqual([see('a', 0, { u: 'x' }), see('a', 1, { u: 'x', h: null })].flat(), [])
    see('a', 2, { u: 'x', h: ['p', 'q'] })
    assert.deepEqual(
      see('a', 3, { u: 'x', h: ['q', 'r'] }).map((hit) => hit.group),
      [
        [
          ['u', 'x'],
          ['h', 'q'],
        ],
      ],
    )
  })
  it('are never mistaken for one another', () => {
    const see = feed(document('event_count', '  group-by: [u, h]\n  condition: {gte: 2}'))
    see('a', 0, { u: 'a|b', h: 'c' })
    assert.deepEqual(see('a', 1, { u: 'a', h: 'b|c' }), [])
    see('a', 2, { u: '1:x', h: '' })
    assert.deepEqual(see('a', 3, { u: '', h: '1:x' }), [])
  })
  it('read hostile names and values as data', () => {
    const see = feed(document('event_count', '  group-by: [__proto__.x]\n  condition: {gte: 2}'))
    assert.deepEqual(see('a', 0, { x: 1 }), [])
    see('a', 1, JSON.parse('{"__proto__": {"x": "constructor"}}') as object)
    assert.equal(see('a', 2, JSON.parse('{"__proto__": {"x": "constructor"}}') as object).length, 1)
  })
  it('are joined across rules by aliases', () => {
    const see = feed(
      document('temporal', '  group-by: [ip]\n  aliases: {ip: {a: destination.ip, b: source.ip}}', '[a, b]'),
    )
    see('a', 0, { destination: { ip: '10.0.0.1' }, source: { ip: '10.0.0.2' } })
    assert.deepEqual(see('b', 1, { source: { ip: '10.0.0.2' } }), [])
    assert.deepEqual(
      see('b', 2, { source: { ip: '10.0.0.1' } }).map((hit) => hit.group),
      [[['ip', '10.0.0.1']]],
    )
  })
})

const chain = `title: outer
id: outer
correlation: {type: temporal_ordered, rules: [many, ok], group-by: [u], timespan: 10s}
---
title: many
name: many
correlation: {type: event_count, rules: [fail], group-by: [u, h], timespan: 5s, condition: {gte: 3}}
`

describe('chains', () => {
  it('follow each other, by name or id; the inner ones do not alert', () => {
    const { correlations } = parseSigma(chain)
    assert.deepEqual(silencedRules(correlations), new Set(['many', 'ok', 'fail']))
    const correlator = createCorrelator<number>(correlations)
    const see = (name: string, seconds: number) =>
      correlator.observe({
        rule: `id of ${name}`,
        name,
        time: T0 + seconds * 1000,
        event: { u: 'x', h: 'y' },
        ref: seconds,
      })
    assert.deepEqual(
      [0, 1, 2, 3].flatMap((second) => see('fail', second)),
      [],
    )
    const told = see('ok', 12.5)
    assert.deepEqual(
      told.map((hit) => [hit.correlation.id, hit.refs, hit.group]),
      [['outer', [0, 1, 2, 12.5], [['u', 'x']]]],
    )
  })
  it('alert as well where some correlation says generate', () => {
    const { correlations } = parseSigma(chain.replace('timespan: 10s}', 'timespan: 10s}\ngenerate: true'))
    assert.deepEqual(silencedRules(correlations), new Set(['fail']))
    const see = feed(chain.replace('timespan: 10s}', 'timespan: 10s}\ngenerate: true'))
    const told = [0, 1, 2].flatMap((second) => see('fail', second, { u: 'x', h: 'y' }))
    assert.deepEqual(
      told.map((hit) => [hit.correlation.id, hit.group]),
      [
        [
          'many',
          [
            ['u', 'x'],
            ['h', 'y'],
          ],
        ],
      ],
    )
  })
  it('count an inner correlation once for each time it is told', () => {
    const see = feed(
      `title: twice\nid: twice\ncorrelation: {type: event_count, rules: [many], timespan: 60s, condition: {gte: 2}}\n---\n${chain.split('---\n')[1]}`,
    )
    const told = Array.from({ length: 8 }, (_, second) => see('fail', second, { u: 'x', h: 'y' }).length)
    assert.deepEqual(told, [0, 0, 0, 0, 0, 0, 0, 1])
  })
  it('are refused where they run in a circle or lead nowhere', () => {
    const twice = [...parseSigma(chain).correlations, ...parseSigma(chain).correlations]
    assert.throws(() => createCorrelator(twice), /another correlation is called 'many'/)
    const circle =
      document('temporal', '', '[event_count, b]') +
      '---\n' +
      document('event_count', '  condition: {gte: 1}', '[temporal]')
    assert.throws(() => feed(circle), SigmaErrors)
    assert.throws(
      () => feed(document('temporal', '', '[a, nobody]'), { rules: [{ id: 'x', name: 'a' }] }),
      (error) =>
        error instanceof SigmaErrors &&
        error.errors.length === 1 &&
        /5:14: correlation\.rules: there is no rule 'nobody'/.test(error.message),
    )
  })
})
