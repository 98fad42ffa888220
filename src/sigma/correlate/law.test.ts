/** What holds for every stream of hits: order of arrival, restarts and bounds. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  array,
  assert as check,
  constantFrom,
  integer,
  nat,
  property,
  record,
  shuffledSubarray,
  tuple,
} from 'fast-check'
import { parseSigma } from '../parse/sigma.ts'
import { createCorrelator } from './correlator.ts'
import type { Correlator } from './correlator.ts'
import type { CorrelationHit, Hit } from './hit.ts'

const T0 = 1_700_000_000_000
const SPAN = 10_000

const documents = `title: counted
id: counted
correlation: {type: event_count, rules: [a, b, c], group-by: [g], timespan: 10s, condition: {gte: 4}}
---
title: valued
id: valued
correlation: {type: value_count, rules: [a, b, c], group-by: [g], timespan: 10s, condition: {gte: 3, field: v}}
---
title: summed
id: summed
correlation: {type: value_sum, rules: [a, b, c], group-by: [g], timespan: 10s, condition: {gte: 6, field: v}}
---
title: together
id: together
correlation: {type: temporal, rules: [a, b, c], group-by: [g], timespan: 10s}
---
title: ordered
id: ordered
correlation: {type: temporal_ordered, rules: [a, b, c], group-by: [g], timespan: 10s}
---
title: partly
id: partly
correlation: {type: temporal_ordered, rules: [a, b, c], group-by: [g], timespan: 10s, condition: {gte: 2}}
---
title: chained
id: chained
generate: true
correlation: {type: temporal_ordered, rules: [counted, c], group-by: [g], timespan: 10s}
`
const { correlations } = parseSigma(documents)

type Seen = Hit<number>

/** Hits with times within so many milliseconds, numbered in order of time. */
function hits(within: number, most: number, least = 1) {
  const one = record({
    rule: constantFrom('a', 'b', 'c'),
    at: nat(within),
    g: constantFrom('x', 'y'),
    v: integer({ min: 1, max: 4 }),
  })
  return array(one, { minLength: least, maxLength: most }).map((list) =>
    list
      .toSorted((p, q) => p.at - q.at)
      .map(({ rule, at, g, v }, ref): Seen => ({ rule, time: T0 + at, event: { g, v }, ref })),
  )
}

function run(list: readonly Seen[]): CorrelationHit<number>[] {
  const correlator = createCorrelator<number>(correlations)
  return list.flatMap((hit) => correlator.observe(hit))
}

const told = (found: readonly CorrelationHit<number>[]) =>
  found.map((hit) => `${hit.correlation.id} ${hit.group[0]?.[1]}`).toSorted()

it('within the timespan, the order of arrival changes nothing that is told', () => {
  let seen = 0
  const permuted = hits(SPAN, 12).chain((list) =>
    tuple(shuffledSubarray(list, { minLength: list.length }), tuple(nat())).map(
      ([shuffled]) => [list, shuffled] as const,
    ),
  )
  check(
    property(permuted, ([list, shuffled]) => {
      const counting = (found: CorrelationHit<number>[]) =>
        told(found.filter((hit) => hit.correlation.type !== 'temporal_ordered'))
      const ends = (found: CorrelationHit<number>[]) =>
        new Set(found.filter((hit) => hit.correlation.id === 'ordered').map((hit) => `${hit.time} ${hit.refs.at(-1)}`))
      const [one, other] = [run(list), run(shuffled)]
      seen += one.length
      assert.deepEqual(counting(other), counting(one))
      assert.deepEqual(ends(other), ends(one))
    }),
    { numRuns: 500 },
  )
  assert.ok(seen > 500)
})

/** The ends of chains a, b, c within the timespan: all triples are tried. */
function endsNaively(list: readonly Seen[]): Set<number> {
  const ends = new Set<number>()
  const group = (hit: Seen) => (hit.event as { g: string }).g
  for (const c of list.filter(({ rule }) => rule === 'c'))
    for (const b of list.filter((hit) => hit.rule === 'b' && group(hit) === group(c) && hit.time <= c.time))
      for (const a of list.filter((hit) => hit.rule === 'a' && group(hit) === group(c) && hit.time <= b.time))
        if (c.time - a.time <= SPAN) ends.add(c.ref)
  return ends
}

it('ordered chains are those of the time of events, as long as nothing is late by more than the timespan', () => {
  let seen = 0
  const delayed = hits(30_000, 40, 20).chain((list) =>
    array(nat(SPAN), { minLength: list.length, maxLength: list.length }).map((delays) => ({ list, delays })),
  )
  check(
    property(delayed, ({ list, delays }) => {
      const arriving = list
        .map((hit, index) => ({ hit, at: hit.time + (delays[index] ?? 0) }))
        .toSorted((p, q) => p.at - q.at)
      const found = run(arriving.map(({ hit }) => hit)).filter((hit) => hit.correlation.id === 'ordered')
      const ends = found.map((hit) => hit.refs.at(-1))
      assert.equal(new Set(ends).size, ends.length, 'each end is told once')
      assert.deepEqual(new Set(ends), endsNaively(list))
      for (const hit of found) {
        const chain = hit.refs.map((ref) => list[ref]!)
        assert.deepEqual(
          chain.map(({ rule }) => rule),
          ['a', 'b', 'c'],
        )
        assert.ok(chain.every((step, index) => index === 0 || step.time >= chain[index - 1]!.time))
      }
      seen += found.length
    }),
    { numRuns: 500 },
  )
  assert.ok(seen > 100)
})

it('counts are those of a window that is counted anew each time', () => {
  let compared = 0
  check(
    property(hits(60_000, 40), (list) => {
      const found = run(list)
      for (const hit of found) {
        const group = hit.group[0]?.[1]
        const window = list.filter(
          (other) =>
            (other.event as { g: string }).g === group &&
            other.time >= hit.time - SPAN &&
            other.time <= hit.time &&
            other.ref <= Math.max(...hit.refs),
        )
        const values = window.map((other) => (other.event as { v: number }).v)
        const expected = {
          counted: window.length,
          valued: new Set(values).size,
          summed: values.reduce((sum, v) => sum + v, 0),
          together: new Set(window.map(({ rule }) => rule)).size,
        }[hit.correlation.id]
        if (expected === undefined) continue
        compared++
        assert.equal(hit.count, expected)
        assert.ok(hit.refs.every((ref) => window.some((other) => other.ref === ref)))
      }
    }),
    { numRuns: 500 },
  )
  assert.ok(compared > 500)
})

it('a restart in between changes nothing', () => {
  check(
    property(hits(40_000, 30), nat(30), (list, at) => {
      const whole = createCorrelator<number>(correlations)
      const expected = list.map((hit) => whole.observe(hit))
      const before = createCorrelator<number>(correlations)
      const early = list.slice(0, at).map((hit) => before.observe(hit))
      const after = createCorrelator<number>(correlations)
      after.restore(JSON.parse(JSON.stringify(before.snapshot())))
      const late = list.slice(at).map((hit) => after.observe(hit))
      assert.deepEqual([...early, ...late], expected)
      assert.deepEqual(after.snapshot(), whole.snapshot())
    }),
    { numRuns: 300 },
  )
})

it('a snapshot of another definition is not taken for the same', () => {
  const document = (id: string, least: number) =>
    `title: t\nid: ${id}\ncorrelation: {type: event_count, rules: [a], timespan: 10s, condition: {gte: ${least}}}\n---\n`
  const observe = (text: string, snapshot: unknown) => {
    const correlator = createCorrelator<number>(parseSigma(text).correlations)
    if (snapshot !== undefined) correlator.restore(snapshot)
    const ids = correlator.observe({ rule: 'a', time: T0, event: {}, ref: 0 }).map((hit) => hit.correlation.id)
    return { ids, snapshot: correlator.snapshot() }
  }
  const { snapshot } = observe(document('p', 2) + document('q', 2), undefined)
  assert.deepEqual(observe(document('q', 2) + document('p', 2), snapshot).ids, ['q', 'p'])
  assert.deepEqual(observe(document('r', 2) + document('q', 2) + document('p', 1), snapshot).ids, ['q', 'p'])
  assert.deepEqual(observe(document('p', 3), snapshot).ids, [])
})

it('groups and hits are bounded; the stalest are forgotten', () => {
  const one = parseSigma(
    'title: t\nid: t\ncorrelation: {type: event_count, rules: [a], group-by: [g], timespan: 10s, condition: {gte: 2}}',
  ).correlations
  const correlator = createCorrelator<number>(one, { maxGroups: 3, maxHits: 5 })
  const see = (g: string, ref: number) => correlator.observe({ rule: 'a', time: T0 + ref, event: { g }, ref }).length
  const groups = () => (correlator.snapshot() as { groups: { key: string }[] }).groups.map(({ key }) => key)
  for (const [index, g] of ['p', 'q', 'r', 'p', 's'].entries()) see(g, index)
  assert.deepEqual(groups(), ['r', 'p', 's'])
  assert.equal(see('q', 10), 0, 'q was forgotten')
  for (let ref = 20; ref < 40; ref++) see('s', ref)
  const { groups: kept } = correlator.snapshot() as { groups: { held: { hits: unknown[] } }[] }
  assert.equal(
    kept.reduce((sum, { held }) => sum + held.hits.length, 0),
    5,
  )
})

it('what a bound forgets is as if it had never been, and nothing else is', () => {
  let seen = 0
  let forgotten = 0
  const one = record({ rule: constantFrom('a', 'b', 'c'), at: nat(40_000), g: nat(7), v: integer({ min: 1, max: 4 }) })
  check(
    property(constantFrom(...correlations.slice(0, 6)), array(one, { minLength: 40, maxLength: 120 }), (rule, list) => {
      const bounded = createCorrelator<number>([rule], { maxGroups: 4 })
      // A correlator for each group, the one touched last at the end.
      const alone = new Map<number, Correlator<number>>()
      for (const [ref, { at, g, v, ...hit }] of list.toSorted((p, q) => p.at - q.at).entries()) {
        const own = alone.get(g) ?? createCorrelator<number>([rule])
        alone.delete(g)
        alone.set(g, own)
        const [oldest] = alone.keys()
        if (alone.size > 4 && oldest !== undefined && ++forgotten > 0) alone.delete(oldest)
        const observed = { ...hit, time: T0 + at, event: { g, v }, ref }
        const expected = own.observe(observed)
        assert.deepEqual(bounded.observe(observed), expected)
        seen += expected.length
      }
    }),
    { numRuns: 300 },
  )
  assert.ok(seen > 500 && forgotten > 500)
})

it('what one of the values of a hit begins is told, whatever the others add', () => {
  const [valued] = correlations.filter(({ id }) => id === 'valued')
  const correlator = createCorrelator<number>([valued!])
  const see = (v: unknown, ref: number) => correlator.observe({ rule: 'a', time: T0 + ref, event: { g: 'x', v }, ref })
  assert.deepEqual([...see('p', 0), ...see('p', 1)], [])
  assert.deepEqual(
    see(['q', 'r', 's'], 2).map(({ count, refs }) => [count, refs]),
    [[3, [1, 2]]],
  )
  assert.deepEqual(see('t', 3), [])
})

it('a time from the future silences no group', () => {
  const list: Seen[] = ['a', 'b', 'c', 'a', 'b', 'c'].map((rule, ref) => ({
    rule,
    time: T0 + ref * 100,
    event: { g: 'x', v: ref },
    ref,
  }))
  const poisoned = [{ ...list[0]!, time: T0 + 1e12, ref: -1 }, ...list]
  const ids = new Set(run(poisoned).map((hit) => hit.correlation.id))
  assert.deepEqual(ids, new Set(correlations.map(({ id }) => id)))
  assert.deepEqual(run([{ ...list[0]!, time: Number.NaN }]), [])
})
