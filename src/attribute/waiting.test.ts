/** Questions come back when they are due, and are given up when there are too many. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Exec } from './asked.ts'
import { createWaiting } from './waiting.ts'

const asked = (command: string): Exec => ({ command }) as Exec
const commandsOf = (all: readonly { readonly command: string | undefined }[]): (string | undefined)[] =>
  all.map(({ command }) => command)

describe('what waits', () => {
  it('comes back when it is due and not before, once', () => {
    const waiting = createWaiting(10)
    waiting.put(asked('late'), 9_000)
    waiting.put(asked('soon'), 2_000)
    assert.deepEqual(commandsOf(waiting.take(1_999)), [])
    assert.deepEqual(commandsOf(waiting.take(2_000)), ['soon'])
    assert.deepEqual(commandsOf(waiting.take(3_000)), [])
    assert.deepEqual(commandsOf(waiting.take(Infinity)), ['late'])
    assert.deepEqual(commandsOf(waiting.take(Infinity)), [])
  })
  it('gives those up that would have come back first, where there are too many', () => {
    const waiting = createWaiting(2)
    assert.deepEqual(
      ['b', 'c', 'a'].flatMap((each, at) => waiting.put(asked(each), [5_000, 9_000, 1_000][at] ?? 0)),
      [asked('a')],
    )
    assert.deepEqual(commandsOf(waiting.take(Infinity)), ['b', 'c'])
  })
})
