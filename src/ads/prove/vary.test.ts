/** Other courses of a case: all orders of a few records, some of many, and gaps as long as they may be. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { timeOf } from './retime.ts'
import type { SampleRecord } from '../sample.ts'
import { parted, reordered, stretched } from './vary.ts'

const records = (...seconds: readonly number[]): SampleRecord[] =>
  seconds.map((second, index) => ({
    source: 'toy',
    line: index + 1,
    record: { time: new Date(Date.UTC(2026, 0) + second * 1_000).toISOString() },
  }))
const lines = (varied: readonly SampleRecord[]): string => varied.map(({ line }) => line).join('')
const seconds = (varied: readonly SampleRecord[]): number[] =>
  varied.map(({ record }) => ((timeOf(record) ?? 0) - Date.UTC(2026, 0)) / 1_000)

test('few records: every other order, at the times that there were', () => {
  const orders = reordered(records(0, 10, 15))
  assert.deepEqual(orders.map(lines).toSorted(), ['132', '213', '231', '312', '321'])
  for (const order of orders) assert.deepEqual(seconds(order), [0, 10, 15])
})

test('many records: the reverse and a fixed choice of others, all different', () => {
  const many = records(...Array.from({ length: 9 }, (_, index) => index))
  const orders = reordered(many).map(lines)
  assert.equal(orders.length, 23)
  assert.equal(orders[0], '987654321')
  assert.equal(new Set(orders).size, 23)
  assert.ok(!orders.includes('123456789'))
  assert.deepEqual(reordered(many).map(lines), orders)
})

test('stretched: all gaps by the same factor, never shorter than they were', () => {
  assert.deepEqual(seconds(stretched(records(0, 10, 40), 400_000)), [0, 100, 400])
  assert.deepEqual(seconds(stretched(records(0, 0, 0), 10_000)), [0, 5, 10])
  assert.deepEqual(seconds(stretched(records(0, 10, 40), 20_000)), [0, 10, 40])
})

test('parted: one gap at a time', () => {
  assert.deepEqual(parted(records(0, 10, 40), 100_000).map(seconds), [
    [0, 70, 100],
    [0, 10, 100],
  ])
})
