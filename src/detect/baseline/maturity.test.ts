/** When a key is old enough to be judged, by what it does itself or by what shows that it is watched. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { aDetection, aHit } from '../../../test/detector-fixture.ts'
import { createBaselines } from '../baselines.ts'
import type { RuleHit } from '../detector.ts'
import type { Baseline, Learning } from './baseline.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const START = Date.UTC(2026, 2, 1)
const THEN = START + 2 * DAY + HOUR

const told = (learn: Partial<Learning>, hits: readonly RuleHit[]): { why: string[]; learning: number } => {
  const baseline: Baseline = {
    id: 'first',
    title: 'first',
    of: 'seen',
    for: ['who'],
    feature: ['what'],
    unusual: 'first-seen',
    learn: { time: DAY, events: 10, from: [], ...learn },
    forget: 30 * DAY,
    limit: { within: 0, over: 0, times: 1, jitter: 0 },
  }
  const baselines = createBaselines([aDetection({ baselines: [baseline] })])
  const matches = hits.flatMap((hit) => baselines.observe(hit))
  return {
    why: matches.flatMap(({ reasons = [] }) => reasons),
    learning: baselines.counts().get('first')?.learning ?? 0,
  }
}
const seen = (time: number, who: string, what: string): RuleHit => aHit({ rule: 'seen', time, fields: { who, what } })
const alive = (time: number, who: string): RuleHit => aHit({ rule: 'alive', time, fields: { who } })
const hourly = (hit: (time: number, at: number) => RuleHit): RuleHit[] =>
  Array.from({ length: 48 }, (_, at) => hit(START + at * HOUR, at))

describe('a key that another rule shows to be watched', () => {
  it('is judged by the first of all that it does', () => {
    const { why } = told({ of: 'alive' }, [...hourly((time) => alive(time, 'web')), seen(THEN, 'web', 'outside')])
    assert.deepEqual(why, ['never seen before, in 2 days and 48 events'])
  })
  it('does not grow old by what is learnt of it', () => {
    const { why, learning } = told({ of: 'alive' }, [
      ...hourly((time, at) => seen(time, 'web', `host-${at}`)),
      seen(THEN, 'web', 'outside'),
    ])
    assert.deepEqual([why, learning], [[], 49])
  })
})

describe('a key that has to be settled', () => {
  const settled = { settled: DAY }
  const wide = hourly((time, at) => seen(time, 'web', `host-${at}`))
  it('is not judged while it meets something new all the time', () => {
    assert.deepEqual(told(settled, [...wide, seen(THEN, 'web', 'vault')]), { why: [], learning: 49 })
  })
  it('is judged once that is over, and what is told unsettles it again', () => {
    const after = [seen(THEN + DAY, 'web', 'vault'), seen(THEN + DAY + 1, 'web', 'other')]
    assert.equal(told(settled, [...wide, ...after]).why.length, 1)
  })
  it('is judged as any other where it meets the same all the time', () => {
    assert.equal(
      told(settled, [...hourly((time) => seen(time, 'web', 'db')), seen(THEN, 'web', 'vault')]).why.length,
      1,
    )
  })
})
