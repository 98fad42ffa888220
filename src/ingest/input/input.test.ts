import assert from 'node:assert/strict'
import { appendFile, chmod, mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import * as fc from 'fast-check'
import type { Block } from '../block.ts'
import { InputError } from './errors.ts'
import { expandPaths } from './expand.ts'
import { followBlocks } from './follow.ts'
import { createLineCutter } from './lines.ts'
import { readBlocks } from './read.ts'

let folder = ''
before(async () => void (folder = await mkdtemp(join(tmpdir(), 'tallyman-input-'))))
after(() => rm(folder, { recursive: true }))
const write = async (name: string, content: string | Uint8Array): Promise<string> => {
  await writeFile(join(folder, name), content)
  return join(folder, name)
}
const all = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}
const textOf = (blocks: readonly Block[]): string => Buffer.concat(blocks.map(({ bytes }) => bytes)).toString()

describe('lines', () => {
  it('are the same wherever the chunks are cut, and every block holds whole lines', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', 'é', '🐳', '\n', '\r\n') }),
        fc.array(fc.nat(100)),
        (text, cuts) => {
          const bytes = Buffer.from(text)
          const cutter = createLineCutter('f')
          const edges = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length]
          const pushed = edges.slice(1).map((edge, at) => cutter.push(bytes.subarray(edges[at], edge)))
          const blocks = [...pushed.filter((block) => block !== undefined), cutter.end()]
          assert.equal(textOf(blocks), text)
          let line = 1
          for (const block of blocks) {
            assert.equal(block.firstLine, line)
            line += Buffer.from(block.bytes).toString().split('\n').length - 1
            assert.ok(block.last || block.bytes.at(-1) === 10)
          }
        },
      ),
    )
  })
  it('keep of a line that is too long no more than shows it', () => {
    const cutter = createLineCutter('f', 10)
    for (let at = 0; at < 100; at += 1) assert.equal(cutter.push(Buffer.from('xxxx')), undefined)
    assert.equal(textOf([cutter.push(Buffer.from('x\nab\nc')) as Block, cutter.end()]), `${'x'.repeat(11)}\nab\nc`)
  })
})

describe('readBlocks', () => {
  it('reads plain, gzip and zstd, by content and not by name, of several members too', async () => {
    const lines = 'one\ntwo\nthrée\n'.repeat(5000)
    const files = [
      await write('plain.log', lines),
      await write('packed.gz', gzipSync(lines)),
      await write('renamed.log', gzipSync(lines)),
      await write('members.gz', Buffer.concat([gzipSync(lines.slice(0, 50)), gzipSync(lines.slice(50))])),
      await write('packed.zst', zstdCompressSync(lines)),
      await write(
        'frames.zst',
        Buffer.concat([zstdCompressSync(lines.slice(0, 50)), zstdCompressSync(lines.slice(50))]),
      ),
    ]
    for (const file of files)
      for (const chunk of [333, 1 << 20]) assert.equal(textOf(await all(readBlocks(file, { chunk }))), lines, file)
  })
  it('reads standard input, packed too', async () => {
    const stdin = async function* (): AsyncGenerator<Uint8Array> {
      for (const byte of gzipSync('a\nb')) yield Buffer.from([byte])
    }
    assert.equal(textOf(await all(readBlocks('-', { stdin: stdin() }))), 'a\nb')
  })
  it('reads an empty file as no lines', async () => {
    assert.equal(textOf(await all(readBlocks(await write('empty.gz', '')))), '')
  })
  it('says what is wrong with a file, and what to do', async () => {
    const cases: [string, RegExp][] = [
      [join(folder, 'none.log'), /none\.log: no such file or folder; check/],
      [folder, /is a folder/],
      [await write('plain.gz', 'text'), /plain\.gz: is not gzip, although its name says so/],
      [await write('cut.gz', gzipSync('text'.repeat(1000)).subarray(0, 40)), /cut\.gz: is damaged or cut off \(gzip\)/],
      [await write('wide.log', Buffer.from('\uFEFF{}', 'utf16le')), /UTF-16; convert/],
    ]
    for (const [file, message] of cases)
      await assert.rejects(all(readBlocks(file)), (error) => error instanceof InputError && message.test(error.message))
  })
})

describe('expandPaths', () => {
  it('finds telemetry in folders and by globs, once, in order, and says what it left', async () => {
    const root = join(folder, 'tree')
    await mkdir(join(root, 'b'), { recursive: true })
    const names = [
      'a.jsonl',
      'audit.log',
      'audit.log.1',
      'audit-2026-01-02T03-04-05.000.log',
      'b/c.json.gz',
      'b/readme.md',
      'catalogue.txt',
    ]
    for (const name of names) await writeFile(join(root, name), '')
    await symlink('..', join(root, 'b', 'up'))
    const at = (...paths: string[]): string[] => paths.map((path) => join(root, path))
    const telemetry = at('a.jsonl', 'audit-2026-01-02T03-04-05.000.log', 'audit.log', 'audit.log.1', 'b/c.json.gz')
    assert.deepEqual(await expandPaths([root]), { files: telemetry, skipped: at('b/readme.md', 'catalogue.txt') })
    assert.deepEqual((await expandPaths([join(root, 'audit*'), root, '-'])).files, [
      ...telemetry.slice(1, 4),
      telemetry[0],
      telemetry[4],
      '-',
    ])
    assert.deepEqual((await expandPaths(at('catalogue.txt'))).files, at('catalogue.txt'))
  })
  it('refuses a name that stands for nothing', async () => {
    await mkdir(join(folder, 'bare'))
    for (const [path, message] of [
      ['none', /no such file/],
      ['none*.log', /matches no file/],
      ['bare', /holds no file to read/],
    ] as const)
      await assert.rejects(
        expandPaths([join(folder, path)]),
        (error) => error instanceof InputError && message.test(error.message),
      )
  })
  it(
    'says that it may not look into a folder',
    { skip: process.getuid?.() === 0 && 'root may look into every folder' },
    async () => {
      await mkdir(join(folder, 'locked'))
      await chmod(join(folder, 'locked'), 0)
      await assert.rejects(expandPaths([join(folder, 'locked')]), /permission denied/)
    },
  )
})

describe('followBlocks', () => {
  const follow = (
    file: string,
    from: 'start' | 'end',
  ): { next: () => Promise<string>; stop: () => Promise<unknown> } => {
    const stopper = new AbortController()
    const blocks = followBlocks(file, { signal: stopper.signal, from, interval: 5 })
    return {
      async next() {
        const { value } = (await blocks.next()) as { value: Block }
        return `${value.firstLine}${value.last ? '.' : ''} ${textOf([value])}`
      },
      async stop() {
        stopper.abort()
        return all(blocks)
      },
    }
  }
  it('gives whole lines as they come, and keeps a half one', async () => {
    const file = await write('grows.log', 'old\nhal')
    const { next, stop } = follow(file, 'end')
    const first = next()
    await new Promise((done) => setTimeout(done, 30))
    await appendFile(file, 'f\nnew\npar')
    assert.equal(await first, '2 half\nnew\n')
    await appendFile(file, 'tial\n')
    assert.equal(await next(), '4 partial\n')
    await stop()
  })
  it('survives rotation, truncation, and a file that is not there yet', async () => {
    const file = join(folder, 'rotates.log')
    const { next, stop } = follow(file, 'end')
    const first = next()
    await new Promise((done) => setTimeout(done, 30))
    await writeFile(file, 'one\ntw')
    assert.equal(await first, '1 one\n')
    await appendFile(file, 'o')
    await rename(file, `${file}.1`)
    await appendFile(`${file}.1`, '!')
    await writeFile(file, 'three\n')
    assert.equal(await next(), '2. two!')
    assert.equal(await next(), '1 three\n')
    await truncate(file)
    assert.equal(await next(), '2. ')
    await appendFile(file, 'four\n')
    assert.equal(await next(), '1 four\n')
    assert.deepEqual(await stop(), [])
  })
})
