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
