import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, describe, it } from 'node:test'
import { temporaryFolder } from '../../test/temporary.ts'
import { createJournal } from './journal.ts'
import type { Notice } from './notice.ts'
import { readJournal } from './read.ts'

const FRAMES = ['{"n":"zero"}\n', '{"n":"one"}\n', '{"n":"two"}\n']

/** Two segments: three frames, and one. */
const folder = join(temporaryFolder(), 'journal')
let [first, second] = ['', '']
/** Where each frame of the first segment begins, and where the last one ends. */
const edges: number[] = [0]

before(async () => {
  const journal = await createJournal({ folder })
  for (const frame of FRAMES) {
    await journal.append(Buffer.from(frame))
    ;[first = ''] = names(folder)
    edges.push(statSync(join(folder, first)).size)
  }
  await journal.end()
  const other = await createJournal({ folder })
  await other.append(Buffer.from('{"n":"three"}\n'))
  await other.end()
  ;[first = '', second = ''] = names(folder)
})

const names = (of: string): string[] =>
  readdirSync(of)
    .filter((name) => name.endsWith('.zst'))
    .toSorted()

function copyOf(...segments: string[]): string {
  const copy = join(temporaryFolder(), 'journal')
  mkdirSync(copy)
  for (const name of segments) copyFileSync(join(folder, name), join(copy, name))
  return copy
}

async function readAll(of: string): Promise<{ texts: string[]; notices: Notice[] }> {
  const notices: Notice[] = []
  const texts: string[] = []
  for await (const { lines } of readJournal(of, { onNotice: (notice) => notices.push(notice) }))
    texts.push(Buffer.from(lines).toString())
  return { texts, notices }
}

describe('a torn tail', () => {
  it('is cut off on start and said, wherever it was torn', async () => {
    const copy = copyOf(first)
    const path = join(copy, first)
    const whole = readFileSync(path)
    const [, , begin = 0, end = 0] = edges
    assert.ok(end - begin > 100)
    for (let length = begin; length < end; length += 1) {
      for (const filled of [false, true]) {
        writeFileSync(path, whole)
        truncateSync(path, length)
        // What a file system may show of pages that never came.
        if (filled) truncateSync(path, end)
        const seen = await readAll(copy)
        assert.deepEqual(seen.texts, FRAMES.slice(0, 2))
        const torn = statSync(path).size - begin
        const tail = { file: path, offset: begin, bytes: torn }
        assert.deepEqual(seen.notices, torn > 0 ? [{ kind: 'unfinished', ...tail }] : [])
        const notices: Notice[] = []
        const journal = await createJournal({ folder: copy, onNotice: (notice) => notices.push(notice) })
        assert.deepEqual(notices, torn > 0 ? [{ kind: 'repaired', ...tail }] : [])
        assert.equal(journal.position(), 2)
        await journal.end()
        assert.deepEqual(await readAll(copy), { texts: FRAMES.slice(0, 2), notices: [] })
      }
    }
  })
})

describe('a flipped bit', () => {
  it('is found wherever it is, and costs no frame but its own', async () => {
    const copy = copyOf(first, second)
    const path = join(copy, first)
    const whole = readFileSync(path)
    for (let at = 0; at < whole.length; at += 1) {
      const flipped = Buffer.from(whole)
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (at % 8)), at)
      writeFileSync(path, flipped)
      const hit = edges.findLastIndex((edge) => edge <= at)
      const { texts, notices } = await readAll(copy)
      assert.deepEqual(
        texts,
        [...FRAMES, '{"n":"three"}\n'].filter((_, index) => index !== hit),
      )
      const [damaged, missing] = notices
      assert.equal(notices.length, 2)
      assert.ok(damaged?.kind === 'damaged' && damaged.file === path && damaged.offset === edges[hit])
      assert.equal(damaged.bytes, Number(edges[hit + 1]) - damaged.offset)
      assert.deepEqual(missing, { kind: 'missing', from: hit, to: hit + 1 })
    }
  })

  it('before whole frames is no torn tail: nothing is cut off', async () => {
    const copy = copyOf(first)
    const path = join(copy, first)
    const damaged = readFileSync(path)
    damaged.writeUInt8(0, 3)
    writeFileSync(path, damaged)
    const notices: Notice[] = []
    const journal = await createJournal({ folder: copy, onNotice: (notice) => notices.push(notice) })
    assert.equal(journal.position(), 3)
    assert.deepEqual(notices, [])
    assert.equal(await journal.append(Buffer.from('x\n')), 3)
    await journal.end()
    assert.deepEqual((await readAll(copy)).texts, [...FRAMES.slice(1), 'x\n'])
  })
})

describe('a journal from a stranger', () => {
  it('is read without harm: a segment under a foreign name, a hole, a segment that is no file', async () => {
    const copy = copyOf(second)
    copyFileSync(join(folder, first), join(copy, `${'0'.repeat(16)}-${'f'.repeat(16)}.journal.zst`))
    const { texts, notices } = await readAll(copy)
    assert.deepEqual(texts, ['{"n":"three"}\n'])
    assert.deepEqual(
      notices.map(({ kind }) => kind),
      ['damaged', 'missing'],
    )
    const hole = copyOf(first, second)
    mkdirSync(join(hole, `${'9'.repeat(16)}-${'0'.repeat(16)}.journal.zst`))
    const read = await readAll(hole)
    assert.deepEqual(read.texts, [...FRAMES, '{"n":"three"}\n'])
    assert.equal(read.notices[0]?.kind, 'missing')
  })
})
