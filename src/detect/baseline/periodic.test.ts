/** What is a clock and what only looks like one. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Baseline } from './baseline.ts'
import { createHasher } from '../../sigma/hash.ts'
import { createPeriodic } from './periodic.ts'

const SECOND = 1_000
const DAY = 86_400 * SECOND

/** How often a clock is told of, of a key that was known for two days. */
function told(times: readonly number[]): number {
  const baseline: Baseline = {
    id: 'beat',
    title: 'beat',
    of: 'seen',
    for: ['who'],
    feature: ['what'],
    unusual: 'periodic',
    learn: { time: DAY, events: 10, from: [] },
    forget: 30 * DAY,
    limit: { within: 0, over: 12, times: 1, jitter: 0.25 },
  }
  const clocks = createPeriodic(baseline, createHasher([1, 2]), 1_000)
  const see = (time: number, feature: string): number =>
    clocks.see({ time, key: 'web', feature, amount: 1, kin: [], teacher: 1 })?.is === 'unusual' ? 1 : 0
  for (let at = 0; at < 20; at++) see((at * at * DAY) / 180, `host-${at}`)
  return times.reduce((sum, time) => sum + see(3 * DAY + time, 'c2'), 0)
}
const beats = (count: number, pause: (at: number) => number): number[] => {
  let time = 0
  return Array.from({ length: count }, (_, at) => (time += pause(at)))
}

describe('a clock', () => {
  it('is told of once, with its jitter', () => {
    assert.equal(told(beats(40, (at) => (at % 2 === 0 ? 4 : 6) * SECOND)), 1)
  })
  it('is the same where each beat is a burst of connections', () => {
    assert.equal(told(beats(120, (at) => (at % 3 === 0 ? 5 * SECOND : 200))), 1)
  })
  it('is not what never pauses', () => {
    assert.equal(told(beats(400, () => 130)), 0)
  })
  it('is not what comes whenever it likes', () => {
    assert.equal(told(beats(60, (at) => (1 + ((at * 7) % 12)) * SECOND)), 0)
  })
})
