/** The table against a Map, its hard cap, its bytes; and the hash that finds its entries. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { createHasher } from '../../sigma/hash.ts'
import { createTable, type Table } from './table.ts'

const aTable = (cap: number): Table<'seen' | 'count'> =>
  createTable({ columns: { seen: 'u32', count: 'u16' }, cap, stalest: 'seen' })

describe('the table of a baseline', () => {
  const hash = createHasher([1, 2])
  it('is a Map, also after it was taken up from a snapshot', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(300), { maxLength: 2_000 }), (keys) => {
        let table = aTable(100_000)
        const model = new Map<number, number>()
        for (const [at, key] of keys.entries()) {
          assert.equal(table.seek(hash(String(key))), model.has(key))
          const count = (model.get(key) ?? 0) + 1
          assert.equal(table.get('count'), count - 1)
          table.set('count', count)
          table.set('seen', at)
          model.set(key, count)
          if (at !== 1_000) continue
          const snapshot = JSON.parse(JSON.stringify(table.snapshot())) as ReturnType<typeof table.snapshot>
          table = aTable(100_000)
          table.restore(snapshot)
        }
        assert.equal(table.size, model.size)
        for (const key of [...model.keys(), 301, 302]) {
          assert.equal(table.find(hash(String(key))), model.has(key))
          if (model.has(key)) assert.equal(table.get('count'), model.get(key))
        }
      }),
      { numRuns: 50 },
    )
  })
  it('never holds more than its cap, and lets go what was seen least lately', () => {
    const table = aTable(2_560)
    for (let at = 0; at < 50_000; at++) {
      table.seek(hash(`key ${at}`))
      table.set('seen', at)
      assert.ok(table.size <= 2_560)
    }
    assert.equal(table.size + table.forgotten, 50_000)
    assert.ok(table.find(hash('key 49999')))
    assert.ok(!table.find(hash('key 1')))
  })
  it('takes at most 16 bytes for a pair that is remembered with an hour and a teacher', () => {
    const pairs = createTable({ columns: { hour: 'u16', teacher: 'u16' }, cap: 1_000_000, stalest: 'hour' })
    const sizes = [50_000, 100_000, 150_000, 200_000]
    for (let at = 0; at <= 200_000; at++) {
      if (sizes.includes(at)) assert.ok(pairs.bytes / at <= 16, `${pairs.bytes / at} bytes at ${at}`)
      pairs.seek(hash(`pair ${at}`))
    }
  })
  it('refuses the snapshot of another table', () => {
    const other = createTable({ columns: { seen: 'u32' }, cap: 10, stalest: 'seen' })
    assert.throws(() => other.restore(aTable(10).snapshot()), /the snapshot has the columns/)
  })
})

describe('the hash of a baseline', () => {
  it('is the same for the same words and key, and another otherwise', () => {
    const [one, same, other] = [createHasher([1, 2]), createHasher([1, 2]), createHasher([1, 3])]
    const seen = new Map<string, string>()
    for (const word of ['', 'a', 'b', 'ab', 'ba', 'a\0', '\0a', 'é', '\ud800', 'a'.repeat(300), 'a'.repeat(301)]) {
      const { high, low } = one(word)
      assert.deepEqual({ ...same(word) }, { high, low })
      assert.notDeepEqual({ ...other(word) }, { high, low })
      assert.equal(seen.get(`${high} ${low}`), undefined, `${word} is hashed as ${seen.get(`${high} ${low}`)}`)
      seen.set(`${high} ${low}`, word)
    }
  })
  it('spreads', () => {
    const hash = createHasher([5, 6])
    const shards = new Uint32Array(256)
    for (let at = 0; at < 65_536; at++) shards[hash(`10.0.${at >> 8}.${at & 255}`).high >>> 24]!++
    assert.ok(Math.max(...shards) < 400 && Math.min(...shards) > 150)
  })
})
