/** Parts of a time. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { timePart } from './time-part.ts'

it('counts weeks as ISO 8601 does', () => {
  for (const [date, week] of [
    ['2026-01-01', 1],
    ['2027-01-01', 53],
    ['2024-12-30', 1],
    ['2021-01-04', 1],
    ['2020-12-31', 53],
    ['2023-01-01', 52],
  ] as const)
    assert.equal(timePart(date, 'week'), week, date)
})

it('reads no time out of what is none', () => {
  for (const text of ['', '2026', '2026-13-01', '2026-02-29', '26-01-01', '1767225599', 'on 2026-01-01', '2026-01-01x'])
    assert.equal(timePart(text, 'day'), undefined, text)
  assert.equal(timePart('2026-01-01', 'hour'), undefined)
})
