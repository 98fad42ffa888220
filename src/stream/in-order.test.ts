/** Putting in order: nothing is lost, nothing goes back in time, what is too late is counted. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { createInOrder, type InOrder } from './in-order.ts'

interface Item {
  readonly time: number
  readonly id: string
}
const inOrder = (lateness: number, most = Infinity): InOrder<Item> =>
  createInOrder<Item>({ timeOf: ({ time }) => time, compareTies: (a, b) => (a.id < b.id ? -1 : 1), lateness, most })

describe('putting in order', () => {
  it('gives everything once, in order of time where nothing is later than it may be', () => {
    const items = fc.array(fc.record({ time: fc.nat(50), late: fc.nat(10) }), { maxLength: 60 })
    fc.assert(
      fc.property(items, (given) => {
        const named = given.map(({ time, late }, at) => ({ time, at: time + late, id: `${at}` }))
        const order = inOrder(10)
        const out = named.toSorted((a, b) => a.at - b.at).flatMap((item) => order.take(item))
        const all = [...out, ...order.end()]
        assert.deepEqual(
          all.map(({ id }) => id),
          named.toSorted((a, b) => a.time - b.time || (a.id < b.id ? -1 : 1)).map(({ id }) => id),
        )
        assert.equal(order.late, 0)
      }),
    )
  })
  it('lets go at once what is later than it may be, and counts it', () => {
    const order = inOrder(10)
    order.take({ time: 100, id: 'a' })
    order.take({ time: 200, id: 'b' })
    assert.deepEqual(order.take({ time: 50, id: 'c' }), [{ time: 50, id: 'c' }])
    assert.equal(order.late, 1)
  })
  it('holds no more than it may', () => {
    const order = inOrder(1_000, 2)
    const out = [1, 2, 3, 4].flatMap((time) => order.take({ time, id: String(time) }))
    assert.deepEqual(
      out.map(({ time }) => time),
      [1, 2],
    )
  })
  it('lets go what is due when time goes on, and is taken up from a snapshot', () => {
    const [order, other] = [inOrder(10), inOrder(10)]
    order.take({ time: 5, id: 'a' })
    other.restore(order.snapshot())
    assert.equal(other.advance(14).length, 0)
    assert.equal(other.advance(15).length, 1)
  })
})
