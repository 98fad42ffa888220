/** Every kind of baseline: what it tells and what not, and the laws that all of them owe. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { aDetection, aHit, run, shuffled, type Told } from '../../test/detector-fixture.ts'
import { anEntity, anEvent } from '../../test/fixture.ts'
import { ESTATE, type Baseline, type BaselineKind } from './baseline/baseline.ts'
import { BASELINE_DEFAULTS, createBaselines, type Baselines, type BaselineSettings } from './baselines.ts'
import type { RuleHit } from './detector.ts'

const SECOND = 1_000
const HOUR = 3_600 * SECOND
const DAY = 24 * HOUR
const START = Date.UTC(2026, 2, 1)

const KINDS: { readonly [kind in BaselineKind]: Partial<Baseline['limit']> } = {
  'first-seen': {},
  rare: { over: 2 },
  rate: { within: 60 * SECOND, over: 5, times: 2 },
  'fan-out': { within: 60 * SECOND, over: 3, times: 2 },
  spread: { within: 60 * SECOND, over: 3, times: 2 },
  periodic: { over: 6, jitter: 0.1 },
}

function aBaseline(unusual: BaselineKind, more: Partial<Baseline> = {}): Baseline {
  const { limit, ...rest } = more
  return {
    id: unusual,
    title: unusual,
    of: 'seen',
    for: ['who'],
    feature: ['what'],
    unusual,
    learn: { time: DAY, events: 10, from: [] },
    forget: 30 * DAY,
    limit: { within: 0, over: 0, times: 1, jitter: 0, ...KINDS[unusual], ...limit },
    ...rest,
  }
}
const baselinesOf = (baseline: Baseline, settings: Partial<BaselineSettings> = {}): Baselines =>
  createBaselines([aDetection({ baselines: [baseline] })], { ...BASELINE_DEFAULTS, cap: 100_000, ...settings })

const seen = (time: number, who: string, what: string, more: Told['fields'] = {}): RuleHit =>
  aHit({ rule: 'seen', time, fields: { who, what, ...more } })

/** Two days in which `web` meets `db` every `pause`, with some disorder. */
const habits = (pause = HOUR, who = 'web', what = 'db'): RuleHit[] =>
  Array.from({ length: Math.floor((2 * DAY) / pause) }, (_, at) => seen(START + at * pause + (at % 7) * 997, who, what))
const THEN = START + 2 * DAY + HOUR

const told = (baselines: Baselines, hits: readonly RuleHit[]): string[] =>
  hits.flatMap((hit) => baselines.observe(hit)).flatMap(({ reasons = [] }) => reasons)

describe('a baseline of what was seen', () => {
  it('tells once of what a mature key never met, and what it was compared with', () => {
    const baselines = baselinesOf(aBaseline('first-seen'))
    assert.deepEqual(told(baselines, habits()), [])
    assert.deepEqual(told(baselines, [seen(THEN, 'web', 'vault'), seen(THEN + 1, 'web', 'vault')]), [
      'never seen before, in 2 days and 48 events',
    ])
    assert.equal(baselines.counts().get('first-seen')?.usual, 48)
  })
  it('says nothing of a key that it hardly knows, and counts that', () => {
    const baselines = baselinesOf(aBaseline('first-seen'))
    assert.deepEqual(told(baselines, [seen(START, 'new', 'db'), seen(START + 1, 'new', 'vault')]), [])
    assert.equal(baselines.counts().get('first-seen')?.learning, 2)
  })
  it('judges who is new by their kin, so that a pod that lives for a minute is judged at all', () => {
    const baselines = baselinesOf(aBaseline('first-seen', { learn: { time: DAY, events: 10, from: ['image'] } }))
    const of = (hit: RuleHit): RuleHit => seen(hit.event.time, 'web-1', 'db', { image: 'web' })
    assert.deepEqual(told(baselines, habits().map(of)), [])
    assert.deepEqual(told(baselines, [seen(THEN, 'web-2', 'db', { image: 'web' })]), [], 'as its kin do')
    assert.deepEqual(told(baselines, [seen(THEN + 1, 'web-2', 'vault', { image: 'web' })]), [
      'never seen before, in 2 days and 49 events of its kin',
    ])
  })
  it('forgets', () => {
    const baselines = baselinesOf(aBaseline('first-seen', { forget: DAY }))
    told(baselines, [seen(START, 'web', 'vault'), ...habits()])
    assert.equal(told(baselines, [seen(THEN, 'web', 'vault')]).length, 1)
  })
  it('calls rare what it met hardly ever, until that is a habit', () => {
    const baselines = baselinesOf(aBaseline('rare'))
    told(baselines, habits())
    const four = [1, 2, 3, 4].map((at) => seen(THEN + at, 'web', 'vault'))
    assert.deepEqual(
      told(baselines, four).map((why) => why.split(',')[0]),
      ['never seen before', 'seen 1 times before', 'seen 2 times before'],
    )
  })
  it('learns nothing from whom a grave match names, and says so', () => {
    const baselines = baselinesOf(aBaseline('first-seen'))
    told(baselines, habits())
    const mallory = anEntity('principal', 'mallory', 'actor')
    const by = (hit: RuleHit): RuleHit => ({ ...hit, event: { ...hit.event, entities: [mallory] } })
    const grave = aHit({ rule: 'bad', time: THEN, fields: {} })
    baselines.suspect({ ...grave.match, level: 'high', events: [anEvent({ entities: [mallory] })] })
    const steps = [THEN + 1, THEN + 2].map((time) => by(seen(time, 'web', 'vault')))
    assert.equal(told(baselines, steps).length, 2, 'what she does does not become usual')
    assert.equal(baselines.counts().get('first-seen')?.quarantined, 2)
  })
  it('moves with a roll-out that the orchestrator told of, and knows whose it was', () => {
    const baselines = baselinesOf(aBaseline('first-seen'))
    told(baselines, habits())
    const web = anEntity('workload', 'shop/deployment/web')
    const ana = { type: 'principal' as const, uid: 'ana' }
    baselines.hear(anEvent({ time: THEN, facts: [{ subject: web, relation: 'changed-by', object: ana }] }))
    const hit = seen(THEN + 1, 'web', 'cache')
    const moved = { ...hit, event: { ...hit.event, entities: [web] } }
    assert.deepEqual(told(baselines, [moved]), [])
    assert.equal(baselines.counts().get('first-seen')?.moved, 1)
    assert.equal(baselines.taughtBy('first-seen', moved)?.change, 'ana')
    const later = seen(THEN + 2 * HOUR, 'web', 'vault')
    assert.equal(told(baselines, [{ ...later, event: { ...later.event, entities: [web] } }]).length, 1)
  })
  it('does not move where the change itself is what is learnt', () => {
    const baselines = baselinesOf(aBaseline('first-seen', { stays: true }))
    told(baselines, habits())
    const web = anEntity('workload', 'shop/deployment/web')
    const mallory = { type: 'principal' as const, uid: 'mallory' }
    baselines.hear(anEvent({ time: THEN, facts: [{ subject: web, relation: 'changed-by', object: mallory }] }))
    const hit = seen(THEN, 'web', 'mallory')
    assert.equal(told(baselines, [{ ...hit, event: { ...hit.event, entities: [web] } }]).length, 1)
    assert.equal(baselines.counts().get('first-seen')?.moved, 0)
  })
  it('judges who is new by all there are, where the estate is their kin', () => {
    const baselines = baselinesOf(aBaseline('first-seen', { learn: { time: DAY, events: 10, from: [ESTATE] } }))
    told(baselines, habits())
    assert.deepEqual(told(baselines, [seen(THEN, 'new', 'db')]), [], 'what others do')
    assert.deepEqual(told(baselines, [seen(THEN + 1, 'new', 'vault')]), [
      'never seen before, in 2 days and 49 events of its kin',
    ])
  })
  it('takes what is missing for a value where it may be, and a list for what is in it', () => {
    const baselines = baselinesOf(aBaseline('first-seen', { feature: ['what', 'power?'] }))
    assert.deepEqual(told(baselines, habits()), [])
    const mighty = (time: number, ...power: readonly string[]): RuleHit => {
      const hit = seen(time, 'web', 'db')
      return { ...hit, view: { ...hit.view, fields: { ...hit.view.fields, power } } }
    }
    assert.equal(told(baselines, [mighty(THEN, 'host')]).length, 1)
    assert.deepEqual(told(baselines, [mighty(THEN + 1, 'host', 'host')]), [], 'two containers with the same')
    assert.equal(baselines.counts().get('first-seen')?.unknown, 0)
  })
  it('keeps to its cap, and forgets what was not seen for longest', () => {
    const baselines = baselinesOf(aBaseline('first-seen'), { cap: 4_096 })
    told(baselines, [...habits(), ...Array.from({ length: 20_000 }, (_, at) => seen(THEN + at, 'web', `flood-${at}`))])
    assert.equal(told(baselines, [seen(THEN + 20_000, 'web', 'db')]).length <= 1, true)
    assert.ok(JSON.stringify(baselines.snapshot()).length < 4_096 * 60)
  })
})

describe('a baseline of amounts', () => {
  it('tells once a window of more than ever, and does not take the flood for the measure of the next', () => {
    const baselines = baselinesOf(aBaseline('rate'))
    told(baselines, habits())
    const flood = (from: number): RuleHit[] => Array.from({ length: 40 }, (_, at) => seen(from + at, 'web', 'db'))
    assert.equal(told(baselines, flood(THEN)).length, 1)
    assert.equal(told(baselines, flood(THEN + 2 * HOUR)).length, 1)
  })
  it('adds up a field where one is named', () => {
    const limit = { within: 60 * SECOND, over: 1_000, times: 2, jitter: 0, sum: 'bytes' }
    const baselines = baselinesOf(aBaseline('rate', { limit }))
    const bytes = (hit: RuleHit, count: number): RuleHit => seen(hit.event.time, 'web', 'db', { bytes: count })
    told(
      baselines,
      habits().map((hit) => bytes(hit, 600)),
    )
    assert.deepEqual(told(baselines, [bytes(seen(THEN, 'web', 'db'), 1_100)]), [])
    assert.equal(told(baselines, [bytes(seen(THEN + HOUR, 'web', 'db'), 50_000)]).length, 1)
  })
  it('counts how many different ones, not how often', () => {
    const baselines = baselinesOf(aBaseline('fan-out'))
    told(baselines, habits())
    const often = Array.from({ length: 50 }, (_, at) => seen(THEN + at, 'web', 'db'))
    assert.deepEqual(told(baselines, often), [])
    const wide = Array.from({ length: 8 }, (_, at) => seen(THEN + HOUR + at, 'web', `host-${at}`))
    assert.match(told(baselines, wide)[0] ?? '', /^4 different ones in 1 minutes/)
  })
  it('counts at how many places a feature turns up', () => {
    const baselines = baselinesOf(aBaseline('spread', { learn: { time: 0, events: 1, from: [] } }))
    told(baselines, [seen(START, 'web-0', 'digest')])
    const places = Array.from({ length: 8 }, (_, at) => seen(THEN + at, `web-${at}`, 'digest'))
    assert.equal(told(baselines, places).length, 1)
  })
})

describe('a baseline of clocks', () => {
  const beacon = (from: number, pause: number, jitter: number, what = 'c2'): RuleHit[] =>
    Array.from({ length: 12 }, (_, at) => seen(from + at * pause + (((at * 7) % 5) - 2) * jitter, 'web', what))
  it('tells once of what comes as by a clock, with its interval', () => {
    const baselines = baselinesOf(aBaseline('periodic'))
    told(baselines, habits(17 * 60 * SECOND))
    assert.match(told(baselines, beacon(THEN, 60 * SECOND, 1_000))[0] ?? '', /^\d+ times, every (59|60)\.\d s/)
  })
  it('says nothing of a clock that the key always had, nor of what comes as people do', () => {
    const baselines = baselinesOf(aBaseline('periodic'))
    told(
      baselines,
      [...habits(HOUR, 'web', 'people'), ...beacon(START + DAY / 2, 60 * SECOND, 0, 'health')].toSorted(
        (a, b) => a.event.time - b.event.time,
      ),
    )
    assert.deepEqual(told(baselines, beacon(THEN, 60 * SECOND, 0, 'health')), [])
    const erratic = Array.from({ length: 30 }, (_, at) => seen(THEN + HOUR + at * at * 9_000, 'web', 'api'))
    assert.deepEqual(told(baselines, erratic), [])
  })
  it('hears a clock that skips a beat', () => {
    const baselines = baselinesOf(aBaseline('periodic'))
    told(baselines, habits(17 * 60 * SECOND))
    const missing = beacon(THEN, 60 * SECOND, 500).filter((_, at) => at !== 5)
    assert.equal(told(baselines, missing).length, 1)
  })
})

/** Streams in which something of everything happens: habits, floods, clocks, novelties. */
const stream = fc
  .array(
    fc.record({
      gap: fc.oneof(fc.integer({ min: 0, max: 5_000 }), fc.constantFrom(60_000, HOUR)),
      who: fc.constantFrom('web', 'db', 'job'),
      what: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    }),
    { minLength: 20, maxLength: 120 },
  )
  .map((steps) => {
    let time = START
    return steps.map(({ gap, who, what }) => seen((time += gap), who, what))
  })
/** Streams with little in them but clocks. */
const clocks = fc
  .array(
    fc.record({ gap: fc.constantFrom(20_000, 20_000, 20_000, 300_000), what: fc.constantFrom('a', 'a', 'a', 'b') }),
    { minLength: 30, maxLength: 80 },
  )
  .map((steps) => {
    let time = START
    return steps.map(({ gap, what }, at) => seen((time += gap), at % 9 === 0 ? 'db' : 'web', what))
  })
const dice = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 40 })

for (const kind of Object.keys(KINDS) as BaselineKind[])
  describe(`the laws of ${kind}`, () => {
    const low = kind === 'periodic' ? {} : { over: 1, times: 1 }
    const baseline = aBaseline(kind, {
      learn: { time: 60 * SECOND, events: 3, from: [] },
      limit: { within: 0, over: 0, times: 1, jitter: 0, ...KINDS[kind], ...low },
    })
    const streams = kind === 'periodic' ? clocks : stream
    let spoken = 0
    it('does not depend on the order of arrival within the lateness', () => {
      fc.assert(
        fc.property(streams, dice, (hits, order) => {
          const expected = run(baselinesOf(baseline), hits, 30_000)
          spoken += expected.length
          assert.deepEqual(run(baselinesOf(baseline), shuffled(hits, 30_000, order), 30_000), expected)
        }),
        { numRuns: 60 },
      )
      assert.ok(spoken > 0, 'a law about streams of which nothing is told shows nothing')
    })
    it('goes on from a snapshot as if nothing had been', () => {
      fc.assert(
        fc.property(streams, fc.nat(), (hits, cut) => {
          const at = cut % hits.length
          const [one, other] = [baselinesOf(baseline), baselinesOf(baseline)]
          const before = run(one, hits.slice(0, at), 0)
          other.restore(JSON.parse(JSON.stringify(one.snapshot())))
          assert.deepEqual(run(other, hits.slice(at), 0), run(one, hits.slice(at), 0))
          assert.ok(before.length >= 0)
        }),
        { numRuns: 60 },
      )
    })
    it('is the same in two instances that share the keys', () => {
      fc.assert(
        fc.property(streams, (hits) => {
          // By what it is learnt for; the kind `spread` is learnt for what turns up.
          const split = ({ view }: RuleHit): boolean => String(view.fields[kind === 'spread' ? 'what' : 'who']) < 'e'
          const parts = [hits.filter(split), hits.filter((hit) => !split(hit))]
          const apart = parts.flatMap((part) => run(baselinesOf(baseline), part, 0)).toSorted()
          assert.deepEqual(apart, run(baselinesOf(baseline), hits, 0))
        }),
        { numRuns: 60 },
      )
    })
  })
