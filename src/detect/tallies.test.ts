/** Tallies: what adds up, what does not, what nobody can know, and the laws that they owe. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { aDetection, aHit, run, shuffled, type Weighing } from '../../test/detector-fixture.ts'
import type { RuleHit } from './detector.ts'
import { createTallies, type Tallies } from './tallies.ts'
import type { Tally } from './tally/tally.ts'

const START = Date.UTC(2026, 2, 1)
const [ENGINE, CLUSTER] = ['engine', 'cluster']

const aTally = (more: Partial<Tally> = {}): Tally => ({
  id: 'tally',
  title: 'A container that no pod accounts for',
  every: ENGINE,
  expect: CLUSTER,
  when: 'around',
  within: 10_000,
  back: 0,
  same: [{ every: 'container', expect: 'container' }],
  equal: [],
  among: [],
  missing: 'match',
  provided: [CLUSTER],
  ...more,
})
const talliesOf = (tally: Tally): Tallies => createTallies([aDetection({ tallies: [tally] })])
const engine = (time: number, container: string, digest = 'd1'): RuleHit =>
  aHit({ rule: ENGINE, time: START + time, fields: { container, digest } })
const cluster = (time: number, container: string, digest = 'd1'): RuleHit =>
  aHit({ rule: CLUSTER, time: START + time, fields: { container, digest } })

/** As the stage does: every event is heard, event time goes on with it. */
const weighing = (tallies: Tallies): Weighing => ({
  observe(hit) {
    tallies.hear(hit.event)
    return [...tallies.advance(hit.event.time), ...tallies.observe(hit)]
  },
  end: () => tallies.end(),
  snapshot: () => tallies.snapshot(),
  restore: (snapshot) => tallies.restore(snapshot),
})
const told = (tally: Tally, hits: readonly RuleHit[]): { tallies: Tallies; said: string[] } => {
  const tallies = talliesOf(tally)
  const said = run(weighing(tallies), hits, 0).flatMap((text) => (JSON.parse(text) as [number, string[], string[]])[2])
  return { tallies, said }
}

describe('a tally', () => {
  it('adds up where the other tells of the same, a little earlier or later', () => {
    for (const gap of [-9_000, 0, 9_000]) {
      const { tallies, said } = told(aTally(), [engine(20_000, 'c'), cluster(20_000 + gap, 'c'), cluster(60_000, 'x')])
      assert.deepEqual(said, [])
      assert.equal(tallies.counts().get('tally')?.accounted, 1)
    }
  })
  it('looks back further than ahead where it is told to', () => {
    const hits = [cluster(0, 'c'), engine(3_600_000, 'c'), cluster(3_660_000, 'x')]
    assert.equal(
      told(aTally({ back: 7_200_000 }), hits)
        .tallies.counts()
        .get('tally')?.accounted,
      1,
    )
    assert.equal(told(aTally(), hits).said.length, 1)
    const late = [cluster(0, 'x'), engine(20_000, 'c'), cluster(40_000, 'c'), cluster(60_000, 'x')]
    assert.equal(told(aTally({ back: 7_200_000 }), late).said.length, 1)
  })
  it('holds what the one has against all that the other has', () => {
    const had = (rule: string, time: number, words: readonly string[]): RuleHit =>
      aHit({ rule, time: START + time, fields: { container: 'c', words } })
    const tally = aTally({ among: [{ every: 'words', expect: 'words' }] })
    const saidOf = (every: readonly string[], expect: readonly string[]): readonly string[] =>
      told(tally, [had(CLUSTER, 0, expect), had(ENGINE, 1_000, every), cluster(60_000, 'x')]).said
    assert.deepEqual(saidOf(['a'], ['b', 'a']), [])
    assert.deepEqual(saidOf([], []), [])
    assert.deepEqual(saidOf(['a', 'c'], ['a']), ['words has c, and words has not'])
    assert.deepEqual(saidOf(['a'], []), ['words has a, and words has not'])
  })
  it('tells of what nobody accounts for, once the other was heard past that time', () => {
    const { said } = told(aTally(), [cluster(0, 'other'), engine(20_000, 'c'), cluster(60_000, 'x')])
    assert.deepEqual(said, ['nothing accounts for it within 10 s, though cluster was heard'])
  })
  it('says unknown, and counts it, where the other was not heard', () => {
    const { tallies, said } = told(aTally(), [cluster(0, 'other'), engine(20_000, 'c'), engine(400_000, 'd')])
    assert.deepEqual(said, [])
    assert.equal(tallies.counts().get('tally')?.unknown, 2)
  })
  it('says unknown of a node on which the other was not heard, and of a time before it was', () => {
    const on = (node: string, hit: RuleHit): RuleHit => ({
      // What accounts for things is a beat here as well, which says where it comes from.
      ...hit,
      event: {
        ...hit.event,
        operation: 'sensor heartbeat',
        entities: [{ type: 'node', uid: node, role: 'context', known: 'recorded' }],
      },
    })
    const others = [on('n1', cluster(0, 'other')), on('n1', cluster(60_000, 'x'))]
    const [before, after] = [others.slice(0, 1), others.slice(1)]
    assert.equal(told(aTally(), [...before, on('n1', engine(20_000, 'c')), ...after]).said.length, 1)
    assert.equal(told(aTally(), [...before, engine(20_000, 'c'), ...after]).said.length, 1, 'no node is told')
    for (const hits of [
      [...before, on('n2', engine(20_000, 'c')), ...after],
      [on('n1', engine(20_000, 'c')), ...after],
    ]) {
      const { tallies, said } = told(aTally(), hits)
      assert.deepEqual(said, [])
      assert.equal(tallies.counts().get('tally')?.unknown, 1)
    }
  })
  it('tells of what both tell of and tell differently, whoever comes first', () => {
    const tally = aTally({ equal: [{ every: 'digest', expect: 'digest' }], missing: 'ignore' })
    for (const gap of [-5_000, 5_000]) {
      const { said } = told(tally, [engine(20_000, 'c', 'd2'), cluster(20_000 + gap, 'c', 'd1'), cluster(60_000, 'x')])
      assert.deepEqual(said, ['digest is d2, but digest is d1'])
    }
    assert.deepEqual(told(tally, [engine(20_000, 'c', 'd2'), cluster(60_000, 'x')]).said, [], 'missing is ignored')
  })
  it('holds what is said now against what was said before', () => {
    const tag = aTally({
      every: ENGINE,
      expect: ENGINE,
      when: 'before',
      within: 3_600_000,
      equal: [{ every: 'digest', expect: 'digest' }],
      provided: [],
    })
    const { tallies, said } = told(tag, [
      engine(0, 'web:1', 'd1'),
      engine(5_000, 'web:1', 'd1'),
      engine(9_000, 'web:1', 'd2'),
    ])
    assert.deepEqual(said, ['digest is d2, but digest is d1'])
    assert.deepEqual(tallies.counts().get('tally'), { accounted: 1, missing: 0, differing: 1, unknown: 1 })
  })
  it('takes each value of a list for itself: what has one in common is about the same', () => {
    const of = (rule: string, time: number, ...container: string[]): RuleHit => {
      const hit = aHit({ rule, time: START + time, fields: {} })
      return { ...hit, view: { ...hit.view, fields: { container, digest: rule } } }
    }
    const both = [of(CLUSTER, 0, 'web', 'log'), of(ENGINE, 5_000, 'db', 'web'), of(ENGINE, 6_000, 'db', 'cache')]
    const { tallies } = told(aTally(), [...both, of(CLUSTER, 60_000, 'x')])
    assert.deepEqual(tallies.counts().get('tally'), { accounted: 1, missing: 1, differing: 0, unknown: 0 })
    const before = aTally({ when: 'before', equal: [{ every: 'digest', expect: 'digest' }], provided: [] })
    assert.deepEqual(told(before, both).said, ['digest is engine, but digest is cluster'])
  })
})

describe('the laws of a tally', () => {
  const tally = aTally({ equal: [{ every: 'digest', expect: 'digest' }] })
  const stream = fc
    .array(
      fc.record({
        gap: fc.integer({ min: 0, max: 6_000 }),
        who: fc.constantFrom(engine, engine, cluster),
        container: fc.constantFrom('a', 'b', 'c', 'd'),
        digest: fc.constantFrom('d1', 'd1', 'd1', 'd2'),
      }),
      { minLength: 5, maxLength: 60 },
    )
    .map((steps) => {
      let time = 0
      return steps.map(({ gap, who, container, digest }) => who((time += gap), container, digest))
    })
  const dice = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })
  let spoken = 0
  it('does not depend on the order of arrival within the lateness', () => {
    fc.assert(
      fc.property(stream, dice, (hits, order) => {
        const expected = run(weighing(talliesOf(tally)), hits, 30_000)
        spoken += expected.length
        assert.deepEqual(run(weighing(talliesOf(tally)), shuffled(hits, 30_000, order), 30_000), expected)
      }),
    )
    assert.ok(spoken > 0, 'a law about streams of which nothing is told shows nothing')
  })
  it('goes on from a snapshot as if nothing had been', () => {
    fc.assert(
      fc.property(stream, fc.nat(), (hits, cut) => {
        const at = cut % hits.length
        const [one, other] = [talliesOf(tally), talliesOf(tally)]
        run({ ...weighing(one), end: () => [] }, hits.slice(0, at), 0)
        other.restore(JSON.parse(JSON.stringify(one.snapshot())))
        assert.deepEqual(run(weighing(other), hits.slice(at), 0), run(weighing(one), hits.slice(at), 0))
      }),
    )
  })
  it('is the same in two instances that share the keys, each of which hears every source', () => {
    fc.assert(
      fc.property(stream, (hits) => {
        const isOne = ({ view }: RuleHit): boolean => String(view.fields['container']) < 'c'
        const apart = [isOne, (hit: RuleHit): boolean => !isOne(hit)].flatMap((isMine) => {
          const tallies = talliesOf(tally)
          const own = weighing(tallies)
          const listening: Weighing = {
            ...own,
            observe(hit) {
              if (isMine(hit)) return own.observe(hit)
              tallies.hear(hit.event)
              return tallies.advance(hit.event.time)
            },
          }
          return run(listening, hits, 0)
        })
        assert.deepEqual(apart.toSorted(), run(weighing(talliesOf(tally)), hits, 0))
      }),
    )
  })
})
