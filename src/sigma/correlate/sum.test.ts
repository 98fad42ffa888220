/** Sums that survive whatever comes and goes. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { RunningSum } from './sum.ts'

it('is not spoilt by values too large to add to', () => {
  const sum = new RunningSum()
  for (const value of [1, 2, 1e300, 3, Number.POSITIVE_INFINITY]) sum.add(value)
  assert.equal(sum.value, 2e300)
  sum.remove(1e300)
  sum.remove(Number.POSITIVE_INFINITY)
  assert.equal(sum.value, 6)
})

it('is nothing once all has left', () => {
  const sum = new RunningSum()
  const values = [0.1, 0.2, 0.7]
  for (const value of values) sum.add(value)
  for (const value of values) sum.remove(value)
  assert.equal(sum.value, 0)
})
