/** Tables of rows: what is found is what was put there, however crowded the slots are and whatever was deleted before. */
import assert from 'node:assert/strict'
import { it } from 'node:test'
import { array, assert as check, boolean, nat, property, tuple } from 'fast-check'
import { HASH_CELLS, RowTable } from './row-table.ts'
import type { Key } from './key.ts'

/** Everything meets in four places, at the end of the slots and at their beginning; only the other half tells it apart. */
const crowded = (text: string) => ({ high: Number(text), low: (Number(text) % 4) - 2 })
const spread = (text: string) => ({ high: Number(text), low: Math.imul(Number(text), 0x9e3779b1) })

for (const [name, hash] of [
  ['crowded', crowded],
  ['spread', spread],
] as const)
  it(`a ${name} table is a map`, () => {
    const steps = array(tuple(nat(2), nat(300), boolean()), { minLength: 1, maxLength: 600 })
    check(
      property(steps, (list) => {
        const table = new RowTable(hash, 2)
        const rows = new Map<string, number>()
        for (const [owner, number, isThere] of list) {
          const key = `${owner} ${number}`
          const row = table.find(owner, String(number))
          assert.equal(row, rows.get(key) ?? 0)
          if (isThere && row === 0) {
            const made = table.insert()
            assert.deepEqual([table.cells[(made << 2) + HASH_CELLS], [...rows.values()].includes(made)], [0, false])
            table.cells[(made << 2) + HASH_CELLS] = 1
            rows.set(key, made)
          } else if (!isThere && row !== 0) {
            table.delete(row)
            rows.delete(key)
          }
          assert.equal(table.size, rows.size)
        }
        for (const [key, row] of rows) {
          const [owner = '', text = ''] = key.split(' ')
          assert.equal(table.find(Number(owner), text), row)
        }
        // As many as were there at once, and no more: what was deleted is used again.
        assert.ok(table.cells.length <= 4 * Math.max(64, 2 * list.length))
      }),
      { numRuns: 200 },
    )
  })

it('a key of several texts is another one in another order, and of another owner', () => {
  const table = new RowTable(spread, 2)
  const keys: [number, Key][] = [
    [1, ['1', '2']],
    [1, ['2', '1']],
    [2, ['1', '2']],
    [1, ['1', '1']],
    [1, ['2', '2']],
  ]
  const rows = keys.map(([owner, key]) => table.find(owner, key) || table.insert())
  assert.equal(new Set(rows).size, keys.length)
  assert.deepEqual(
    keys.map(([owner, key]) => table.find(owner, key)),
    rows,
  )
})
