import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import * as fc from 'fast-check'
import { createBudget, type Share } from './budget.ts'

const LONG = 60_000

describe('a budget', () => {
  it('lets in as many as fit, in the order in which they came', async () => {
    const budget = createBudget({ held: 10, queue: 5, patience: LONG })
    const first = await budget.take(8)
    const admitted: string[] = []
    const take = (name: string, bytes: number): Promise<Share> =>
      budget.take(bytes).then((share) => {
        admitted.push(name)
        return share
      })
    const [large, small] = [take('large', 9), take('small', 1)]
    await turn()
    // There is room for the small one; but whoever is large would never have a turn.
    assert.deepEqual(admitted, [])
    first.shrink(1)
    await turn()
    assert.deepEqual(admitted, ['large'])
    ;(await large).release()
    await small
    assert.deepEqual(admitted, ['large', 'small'])
  })
  it('refuses those who come when too many wait, and those who waited too long', async () => {
    const budget = createBudget({ held: 10, queue: 1, patience: 5 })
    const share = await budget.take(10)
    const waiting = budget.take(1)
    await assert.rejects(budget.take(1), { status: 429, retryAfter: 5 })
    await assert.rejects(waiting, { status: 503, retryAfter: 5 })
    share.release()
    ;(await budget.take(10)).release()
  })
  it('holds no more than it may, and forgets nobody', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ bytes: fc.nat(30), less: fc.nat(30) }), { maxLength: 30 }),
        async (takers) => {
          const budget = createBudget({ held: 20, queue: 30, patience: LONG })
          let [used, served] = [0, 0]
          await Promise.all(
            takers.map(async ({ bytes, less }) => {
              const share = await budget.take(bytes)
              used += bytes
              // One alone may be larger than all there is.
              assert.ok(used <= 20 || used === bytes, String(used))
              await turn()
              const own = Math.min(less, bytes)
              used -= bytes - own
              share.shrink(own)
              await turn()
              used -= own
              share.release()
              served += 1
            }),
          )
          assert.equal(served, takers.length)
        },
      ),
    )
  })
})
