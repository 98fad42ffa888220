/** A map of what was touched last: the stalest leaves first, and touching costs no memory. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { createRecent } from './recent.ts'

describe('what was touched last', () => {
  it('stays, and the stalest leaves first', () => {
    const step = fc.tuple(fc.constantFrom('get', 'set', 'delete'), fc.nat(12))
    fc.assert(
      fc.property(fc.array(step, { maxLength: 3_000 }), (steps) => {
        const gone: number[] = []
        const recent = createRecent<number, number>(5, (value) => gone.push(value))
        const model: number[] = []
        const lost: number[] = []
        for (const [what, key] of steps) {
          const at = model.indexOf(key)
          if (what === 'get') assert.equal(recent.get(key), at === -1 ? undefined : key)
          else if (what === 'set') recent.set(key, key)
          else recent.delete(key)
          if (at !== -1) model.splice(at, 1)
          if (what === 'set' || (what === 'get' && at !== -1)) model.push(key)
          if (model.length > 5) lost.push(model.shift()!)
        }
        assert.deepEqual([...recent.values()], model)
        assert.deepEqual(gone, lost)
      }),
    )
  })
  it('is all that is held, however often it is touched', () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const recent = createRecent<number, object>(1_000)
    const heap = (): number => {
      for (let round = 0; round < 500; round++)
        for (let key = 0; key < 500; key++) if (!recent.get(key)) recent.set(key, {})
      collect()
      return process.memoryUsage().heapUsed
    }
    const before = heap()
    // 250,000 touches; with what they once left behind, some fourteen megabytes.
    assert.ok(heap() - before < 3e6)
  })
})
