import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { zstdDecompressSync } from 'node:zlib'
import { createFailingDisk } from '../../test/failing-disk.ts'
import { temporaryFolder } from '../../test/temporary.ts'
import type { Entry, Position } from './block.ts'
import { JournalEndedError, JournalError, JournalLockedError } from './errors.ts'
import { createJournal, type Journal, type JournalOptions } from './journal.ts'
import type { Notice } from './notice.ts'
import { isJournal, readJournal } from './read.ts'

const root = temporaryFolder()
let folders = 0
const freshFolder = (): string => join(root, String(folders++))
const bytes = (text: string): Buffer => Buffer.from(text)
const textsOf = async (entries: AsyncIterable<Entry>): Promise<[Position, string][]> => {
  const texts: [Position, string][] = []
  for await (const { position, lines } of entries) texts.push([position, Buffer.from(lines).toString()])
  return texts
}
/** Nobody waits for retention: it comes after the answer. */
const tidied = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))
const segmentsIn = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.zst'))

async function open(options: Partial<JournalOptions> = {}) {
  const folder = options.folder ?? freshFolder()
  const notices: Notice[] = []
  const journal = await createJournal({ folder, onNotice: (notice) => notices.push(notice), ...options })
  return { folder, journal, notices }
}
const appendAll = async (journal: Journal, texts: readonly string[]): Promise<void> => {
  for (const text of texts) await journal.append(bytes(text))
}

describe('a journal', () => {
  it('gives back what it was given, byte for byte, with where it came from, after a restart too', async () => {
    const { folder, journal } = await open({ now: () => 42 })
    const odd = Buffer.from([0, 255, 10, 13, 128, 0])
    assert.equal(await journal.append(bytes('{"a":1}\n'), { file: 'a b"\n.log', line: 7 }), 0)
    assert.equal(await journal.append(odd), 1)
    assert.equal(await journal.append(new Uint8Array(), { file: 'x', line: 9, last: true }), 2)
    const all: Entry[] = []
    for await (const entry of journal.read()) all.push(entry)
    assert.deepEqual(
      all.map((entry) => ({ ...entry, lines: [...entry.lines] })),
      [
        { position: 0, time: 42, lines: [...bytes('{"a":1}\n')], origin: { file: 'a b"\n.log', line: 7 } },
        { position: 1, time: 42, lines: [...odd] },
        { position: 2, time: 42, lines: [], origin: { file: 'x', line: 9, last: true } },
      ],
    )
    await journal.end()
    const again = await open({ folder })
    assert.equal(again.journal.position(), 3)
    assert.equal(await again.journal.append(bytes('more\n')), 3)
    assert.deepEqual(await textsOf(again.journal.read(2)), [
      [2, ''],
      [3, 'more\n'],
    ])
    assert.deepEqual(again.notices, [])
    await again.journal.end()
    assert.equal((await textsOf(readJournal(folder))).length, 4)
    assert.ok(await isJournal(folder))
  })

  it('is Zstandard that any tool unpacks, and nobody else may read', async () => {
    const { folder, journal } = await open()
    await Promise.all(['{"n":1}\n', '{"n":2}\n', '{"n":3}\n'].map((line) => journal.append(bytes(line))))
    await appendAll(journal, ['{"n":4}\n'])
    await journal.end()
    const [name = ''] = segmentsIn(folder)
    assert.equal(
      zstdDecompressSync(readFileSync(join(folder, name))).toString(),
      '{"n":1}\n{"n":2}\n{"n":3}\n{"n":4}\n',
    )
    assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600)
    assert.equal(statSync(folder).mode & 0o777, 0o700)
  })

  it('syncs once for all who wait', async () => {
    const disk = createFailingDisk()
    const { journal } = await open({ disk: disk.mount() })
    const positions = await Promise.all(Array.from({ length: 100 }, (_, n) => journal.append(bytes(`${n}\n`))))
    assert.deepEqual(
      positions,
      positions.map((_, index) => index),
    )
    assert.equal(disk.syncs, 1)
    await journal.end()
  })

  it('begins another segment when one is full, or old', async () => {
    let now = 0
    const { folder, journal } = await open({ segmentBytes: 300, segmentAge: 1_000, now: () => now })
    await appendAll(journal, ['a\n', 'b\n'])
    assert.equal(segmentsIn(folder).length, 1)
    now = 1_000
    await appendAll(journal, ['c\n', 'd\n', 'e\n', 'f\n', 'g\n'])
    assert.equal(segmentsIn(folder).length, 3)
    assert.equal((await textsOf(journal.read(1)))[0]?.[1], 'b\n')
    await journal.end()
  })

  it('loses nothing to a reader that is overtaken by several segments', async () => {
    const { journal, notices } = await open({ segmentBytes: 300 })
    await appendAll(journal, ['0\n'])
    const seen: Position[] = []
    for await (const { position } of journal.read()) {
      seen.push(position)
      if (position < 50) await Promise.all([journal.append(bytes('x\n')), journal.append(bytes('y\n'))])
    }
    assert.ok(seen.length > 50)
    assert.deepEqual(
      seen,
      seen.map((_, index) => index),
    )
    assert.deepEqual(notices, [])
    await journal.end()
  })

  it('removes what is too old or too much, oldest first, and never what is kept', async () => {
    let now = 0
    const limits = { segmentBytes: 1, keepBytes: 1_000_000, keepAge: 1_000, now: () => now }
    const { folder, journal, notices } = await open({ ...limits, keep: 0 })
    const removed = (): [Position, Position][] =>
      notices.flatMap((notice) => (notice.kind === 'removed' ? [[notice.from, notice.to] as [number, number]] : []))
    await appendAll(journal, ['0\n', '1\n', '2\n', '3\n'])
    now = 5_000
    await appendAll(journal, ['4\n'])
    await tidied()
    assert.deepEqual(removed(), [], 'all is kept')
    journal.keep(2)
    await appendAll(journal, ['5\n'])
    await tidied()
    assert.deepEqual(removed(), [
      [0, 1],
      [1, 2],
    ])
    assert.equal((await textsOf(journal.read()))[0]?.[0], 2)
    assert.equal((await textsOf(journal.read(0)))[0]?.[0], 2)
    assert.deepEqual(notices.at(-1), { kind: 'missing', from: 0, to: 2 }, 'whoever asks for what is gone is told')
    await journal.end()
    const small = await open({ folder, segmentBytes: 1, keepBytes: 300, now: () => now })
    assert.equal((await textsOf(small.journal.read()))[0]?.[0], 4, 'on start, by size')
    await small.journal.end()
  })

  it('waits for a disk that is full, says so once, and goes on', async () => {
    const disk = createFailingDisk()
    const { journal, notices } = await open({ disk: disk.mount(), retry: 0 })
    disk.faults.full = 4
    assert.deepEqual(await Promise.all([journal.append(bytes('a\n')), journal.append(bytes('b\n'))]), [0, 1])
    assert.deepEqual(
      notices.map(({ kind }) => kind),
      ['waiting', 'resumed'],
    )
    assert.match(JSON.stringify(notices[0]), /ENOSPC/)
    assert.deepEqual(await textsOf(journal.read()), [
      [0, 'a\n'],
      [1, 'b\n'],
    ])
    await journal.end()
  })

  it('ends all the same when the disk stays full, and promises nothing', async () => {
    const disk = createFailingDisk()
    const { journal } = await open({ disk: disk.mount(), retry: 60_000 })
    disk.faults.full = Infinity
    const appended = assert.rejects(journal.append(bytes('a\n')), JournalEndedError)
    await new Promise((resolve) => setTimeout(resolve, 20))
    await journal.end()
    await appended
    await assert.rejects(journal.append(bytes('b\n')), JournalEndedError)
  })

  it('is open once', async () => {
    const { folder, journal } = await open()
    await assert.rejects(open({ folder }), JournalLockedError)
    await journal.end()
    await (await open({ folder })).journal.end()
  })

  it('says why a folder cannot hold it', async () => {
    const file = freshFolder()
    writeFileSync(file, '')
    await assert.rejects(open({ folder: join(file, 'journal') }), JournalError)
    await assert.rejects(textsOf(readJournal('/nowhere')), JournalError)
    assert.equal(await isJournal('/nowhere'), false)
  })

  it('never gives a position again that its owner has seen, whatever damage ate', async () => {
    const { journal, notices } = await open({ keep: 10 })
    assert.equal(await journal.append(bytes('a\n')), 10)
    assert.deepEqual(await textsOf(journal.read()), [[10, 'a\n']])
    assert.deepEqual(notices, [])
    await journal.end()
  })
})
