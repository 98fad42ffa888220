/** Hits of a group in order of time, whatever order they come in. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { array, assert as check, nat, option, property } from 'fast-check'
import { Groups } from './groups.ts'
import { HitList } from './hit-list.ts'
import { HitTable } from './hit-table.ts'

it('stay in the order of their times, and of one time in the order in which they came', () => {
  // A number is the time of a hit that comes; nothing: the oldest leaves.
  const steps = array(option(nat(30), { freq: 4 }), { maxLength: 100 })
  check(
    property(steps, (list) => {
      const groups = new Groups(
        () => ({ high: 1, low: 1 }),
        10,
        () => {},
      )
      const hits = new HitTable<number>()
      const all = new HitList<number>(groups, hits)
      const group = groups.touch(0, 'one')
      let expected: { time: number; ref: number }[] = []
      for (const [ref, time] of list.entries()) {
        if (time !== null) {
          all.add(group, hits.insert(time, 0, ref))
          expected = [...expected, { time, ref }].toSorted((a, b) => a.time - b.time)
        } else if (expected.length > 0) {
          all.shift(group)
          expected.shift()
        }
        const told = [...all.of(group)].map((hit) => ({ time: hits.time(hit), ref: hits.support(hit) }))
        assert.deepEqual(told, expected)
        assert.deepEqual([...all.fromNewest(group)], [...all.of(group)].toReversed())
        assert.deepEqual([all.length(group), hits.size], [expected.length, expected.length])
      }
    }),
    { numRuns: 300 },
  )
})

it('find their place among thousands, in any order, while the oldest leave', () => {
  const groups = new Groups(
    () => ({ high: 1, low: 1 }),
    10,
    () => {},
  )
  const hits = new HitTable<number>()
  const all = new HitList<number>(groups, hits)
  const group = groups.touch(0, 'one')
  let expected: { time: number; ref: number }[] = []
  for (let ref = 0; ref < 6_000; ref++) {
    const time = (Math.imul(ref, 0x9e3779b1) >>> 16) & 0xfff
    all.add(group, hits.insert(time, 0, ref))
    expected.push({ time, ref })
    if (ref % 3 === 0) {
      all.shift(group)
      expected.splice(expected.indexOf(expected.reduce((a, b) => (b.time < a.time ? b : a))), 1)
    }
    if (ref % 500 !== 0) continue
    expected = expected.toSorted((a, b) => a.time - b.time)
    assert.deepEqual(
      [...all.of(group)].map((hit) => ({ time: hits.time(hit), ref: hits.support(hit) })),
      expected,
    )
  }
  assert.equal(all.length(group), 4_000)
})
