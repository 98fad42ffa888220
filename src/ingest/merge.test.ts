import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { mergeByTime, type Input } from './merge.ts'

interface Item {
  readonly time: number | undefined
  readonly id: string
}
const inputOf = (items: readonly Item[], batch = 3, once = false): Input<Item> => ({
  once,
  async *open() {
    for (let at = 0; at < items.length; at += batch) yield items.slice(at, at + batch)
  },
})
const merge = async (inputs: readonly Input<Item>[], reorder?: number): Promise<string[]> => {
  const ids: string[] = []
  for await (const batch of mergeByTime(inputs, { timeOf: ({ time }) => time, ...(reorder && { reorder }) }))
    ids.push(...batch.map(({ id }) => id))
  return ids
}
const items = (...times: (number | undefined)[]): Item[] => times.map((time, at) => ({ time, id: `${time}#${at}` }))

describe('mergeByTime', () => {
  it('interleaves by time; ties go by input, then by place', async () => {
    const [a, b] = [items(1, 3, 3, 9), items(2, 3, 4)]
    const named = (list: Item[], name: string): Item[] => list.map((item) => ({ ...item, id: name + item.id }))
    assert.deepEqual(await merge([inputOf(named(a, 'a')), inputOf(named(b, 'b'))]), [
      'a1#0',
      'b2#0',
      'a3#1',
      'a3#2',
      'b3#1',
      'b4#2',
      'a9#3',
    ])
  })
  it('puts in order what is nearly in order, and loses nothing that is later', async () => {
    assert.deepEqual(await merge([inputOf(items(5, 3, 4, 6))], 3), ['3#1', '4#2', '5#0', '6#3'])
    assert.deepEqual(await merge([inputOf(items(5, 6, 7, 1))], 2), ['5#0', '6#1', '1#3', '7#2'])
  })
  it('keeps what has no time behind what came before it', async () => {
    assert.deepEqual(await merge([inputOf(items(undefined, 5, undefined, 7)), inputOf(items(6))]), [
      'undefined#0',
      '5#1',
      'undefined#2',
      '6#0',
      '7#3',
    ])
  })
  it('does not depend on how the inputs are cut', async () => {
    const list = fc.array(fc.record({ time: fc.option(fc.nat(50), { nil: undefined }), id: fc.uuid() }), {
      maxLength: 60,
    })
    await fc.assert(
      fc.asyncProperty(
        fc.array(list, { maxLength: 12 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        async (lists, size, reorder) => {
          const whole = await merge(
            lists.map((each) => inputOf(each, 1000)),
            reorder,
          )
          assert.deepEqual(
            await merge(
              lists.map((each) => inputOf(each, size)),
              reorder,
            ),
            whole,
          )
          assert.deepEqual(
            whole.toSorted(),
            lists
              .flat()
              .map(({ id }) => id)
              .toSorted(),
          )
        },
      ),
    )
  })
  it('opens of many inputs only those that overlap', async () => {
    const hour = 3_600_000
    let [open, most] = [0, 0]
    const inputs = Array.from({ length: 50 }, (_, at): Input<Item> => ({
      async *open() {
        most = Math.max(most, (open += 1))
        try {
          for (let step = 0; step < 9; step += 1) yield [{ time: at * hour + step * 1000, id: `${at}/${step}` }]
        } finally {
          open -= 1
        }
      },
    }))
    const ids = await merge(inputs.toReversed())
    assert.deepEqual(
      ids,
      Array.from({ length: 450 }, (_, at) => `${Math.floor(at / 9)}/${at % 9}`),
    )
    assert.ok(most <= 2, `${most} were open at once`)
    assert.equal(open, 0)
  })
  it('closes its inputs when nobody wants more', async () => {
    let closed = 0
    const endless: Input<Item> = {
      async *open() {
        try {
          for (let time = 0; ; time += 1) yield [{ time, id: '' }]
        } finally {
          closed += 1
        }
      },
    }
    for await (const _ of mergeByTime([endless, endless], { timeOf: ({ time }) => time })) break
    assert.equal(closed, 2)
  })
})
