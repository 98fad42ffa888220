/** When sensors were not heard, and who was blind for it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { holesOf } from './holes.ts'
import type { SensorLedger } from './sensor.ts'

const sensor = (source: string, more: Partial<SensorLedger> = {}): SensorLedger => ({
  source,
  file: `${source}.log`,
  first: 0,
  last: 1_000,
  events: 9,
  tells: [],
  setAside: { unreadable: 0, redundant: 0, unrecognised: 0 },
  silences: [],
  gaps: [],
  lost: { lost: 0 },
  state: 'live',
  ...more,
})
const silence = { silences: [{ from: 100, to: 200, others: 9 }] }
const way = (...sources: string[]) => sources.map((source) => ({ source, others: new Set<string>() }))
const reads = new Map([
  ['by-falco', [way('falco')]],
  ['by-both', [way('falco'), way('tetragon')]],
  ['by-audit', [way('kubernetes-audit')]],
])
const blind = (sensors: readonly SensorLedger[]) =>
  holesOf(sensors, reads).map((hole) => [hole.from, hole.to, hole.blind])

describe('a hole', () => {
  it('blinds what reads that source and no other that was live there', () => {
    assert.deepEqual(blind([sensor('falco', silence), sensor('kubernetes-audit')]), [
      [100, 200, ['by-falco', 'by-both']],
    ])
    assert.deepEqual(blind([sensor('falco', silence), sensor('tetragon')]), [[100, 200, ['by-falco']]])
    const later = sensor('tetragon', { first: 150 })
    assert.deepEqual(blind([sensor('falco', silence), later]), [[100, 200, ['by-falco', 'by-both']]])
  })
  it('on one node is not filled by a sensor of another, and is by one of no node', () => {
    const on = (node: string, more: Partial<SensorLedger> = {}) => sensor('falco', { node, file: node, ...more })
    assert.deepEqual(blind([on('n1', silence), on('n2')]), [[100, 200, ['by-falco', 'by-both']]])
    assert.deepEqual(blind([on('n1', silence), sensor('falco')]), [[100, 200, []]])
  })
  it('lasts where the sensor is silent, and then only who is live fills it', () => {
    const silent = sensor('falco', { state: 'silent', last: 500 })
    assert.deepEqual(blind([silent, sensor('tetragon', { last: 900 })]), [[500, undefined, ['by-falco']]])
    assert.deepEqual(blind([silent, sensor('tetragon', { state: 'silent', last: 900 })]), [
      [500, undefined, ['by-falco', 'by-both']],
      [900, undefined, ['by-both']],
    ])
  })
  it('that the collector tells of is the gap, though others noticed a silence', () => {
    const both = sensor('falco', { ...silence, gaps: [{ from: 90, to: 210, reason: 'the connection was lost' }] })
    assert.deepEqual(
      holesOf([both], reads).map(({ state, reason, from, to }) => [state, reason, from, to]),
      [['gap', 'the connection was lost', 90, 210]],
    )
  })
})
