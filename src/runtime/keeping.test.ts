/** From one process to the next: what was looked at is heard again, what was not is looked at, and what was learnt is there. */
import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { temporaryFolder } from '../../test/temporary.ts'
import type { Block } from '../ingest/block.ts'
import { readCheckpoint, type CheckpointError, type Learning } from './checkpoint.ts'
import { createKeeping, type Feed } from './journal.ts'

const blockOf = (number: number): Block => ({ file: 'f', firstLine: number, bytes: Buffer.from(`${number}\n`) })
const feed =
  (...numbers: readonly number[]): Feed =>
  async (put) => {
    for (const number of numbers) await put(blockOf(number))
  }

/** Learns what it is given, as baselines do. */
function createLearned() {
  let learnt: number[] = []
  return {
    take: ({ bytes }: Block) => void (bytes.length > 0 && learnt.push(Number(Buffer.from(bytes).toString()))),
    snapshot: () => [...learnt],
    restore: (snapshot) => void (learnt = [...(snapshot as number[])]),
  } satisfies Learning & { take: unknown }
}

interface Life {
  readonly heard: number[]
  /** Numbers, and the names of inputs that ended. */
  readonly news: (number | string)[]
  readonly learnt: number[]
  readonly notices: string[]
}

/** A process: hears, looks at so many blocks, and stops there. */
async function live(folder: string, fed: Feed, most = Infinity, recall = 3_600_000): Promise<Life> {
  const learning = createLearned()
  const [heard, news, notices]: [number[], (number | string)[], string[]] = [[], [], []]
  const { signal } = new AbortController()
  const notice = (words: string): void => void notices.push(words)
  const keeping = await createKeeping({ folder, signal, notice, learning, recall })
  for await (const block of keeping.heard) {
    learning.take(block)
    heard.push(Number(Buffer.from(block.bytes).toString()))
  }
  const blocks = keeping.keep([fed])
  // A reader that stops in the middle of the work: what it has in its hands was not looked at.
  for await (const block of blocks) {
    if (news.length === most) break
    learning.take(block)
    news.push(block.last ? `end of ${block.file}` : Number(Buffer.from(block.bytes).toString()))
  }
  await keeping.end()
  return { heard, news, learnt: learning.snapshot(), notices }
}

describe('a journal that is watched by one process after the other', () => {
  it('hears again what was looked at, looks at what was not, and knows what was learnt once', async () => {
    const folder = join(temporaryFolder(), 'journal')
    assert.deepEqual(await live(folder, feed(1, 2, 3, 4, 5), 3), {
      heard: [],
      news: [1, 2, 3],
      learnt: [1, 2, 3],
      notices: [],
    })
    const second = await live(folder, feed(6, 7))
    assert.deepEqual(second.heard, [1, 2, 3])
    assert.deepEqual(second.news, [4, 5, 'end of f', 6, 7])
    assert.deepEqual(second.learnt, [1, 2, 3, 4, 5, 6, 7])
    assert.match(second.notices.join(), /not looked at before the last end/)
    const third = await live(folder, feed())
    assert.deepEqual(third, {
      heard: [1, 2, 3, 4, 5, 6, 7],
      news: ['end of f'],
      learnt: [1, 2, 3, 4, 5, 6, 7],
      notices: [],
    })
  })

  it('does not look again at what it caught up with, though it is killed right after', async () => {
    const folder = join(temporaryFolder(), 'journal')
    await live(folder, feed(1, 2, 3), 1)
    const learning = createLearned()
    const { signal } = new AbortController()
    const keeping = await createKeeping({ folder, signal, notice: () => {}, learning, recall: 0 })
    for await (const block of keeping.heard) learning.take(block)
    const never = Promise.withResolvers<void>()
    const news = keeping.keep([() => never.promise])
    // The last of them is the end of the input; who asks for more has looked at all.
    for (let count = 0; count < 3; count++) learning.take((await news.next()).value!)
    const more = news.next()
    const reached = async (): Promise<number> => (await readCheckpoint(folder))?.position ?? 0
    for (let tries = 0; (await reached()) < 3 && tries < 500; tries++) await delay(10)
    assert.equal(await reached(), 3)
    never.resolve()
    await more
    await keeping.end()
  })

  it('hears no more than a recall', async () => {
    const folder = join(temporaryFolder(), 'journal')
    await live(folder, feed(1, 2), Infinity, 0)
    const second = await live(folder, feed(3), Infinity, 0)
    assert.deepEqual([second.news, second.learnt], [[3], [1, 2, 3]])
    assert.deepEqual(second.heard, [])
  })

  it('takes no checkpoint that it cannot read for none', async () => {
    const folder = join(temporaryFolder(), 'journal')
    await live(folder, feed(1))
    const file = join(folder, 'checkpoint.json')
    await writeFile(file, (await readFile(file, 'utf8')).slice(0, -3))
    await assert.rejects(live(folder, feed(2)), (error: CheckpointError) => {
      assert.equal(error.code, 'TALLYMAN_CHECKPOINT')
      return error.message.includes(file)
    })
  })
})
