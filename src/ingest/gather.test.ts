import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { gzipSync } from 'node:zlib'
import { gather } from './gather.ts'
import { isSetAside } from './ingest.ts'
import { defineSource } from './source.ts'

const clock = defineSource({
  id: 'clock',
  title: 'Clock',
  logsource: { product: 'clock' },
  recognises: (record) => 'tick' in record,
  normalise: ({ tick }) => ({
    class_name: 'API Activity',
    activity_name: 'Other',
    message: 'tick',
    time: Number(tick),
  }),
})
const sources = new Map([['clock', clock]])

let folder = ''
before(async () => void (folder = await mkdtemp(join(tmpdir(), 'tallyman-gather-'))))
after(() => rm(folder, { recursive: true }))
const write = async (name: string, content: string | Uint8Array): Promise<string> => {
  await writeFile(join(folder, name), content)
  return join(folder, name)
}
const ticks = (...times: number[]): string => times.map((tick) => `{"tick":${tick}}\n`).join('')
const told = async (files: readonly string[], options = {}): Promise<string[]> => {
  const lines: string[] = []
  for await (const batch of gather(files, { sources, ...options }))
    for (const outcome of batch) {
      const { file, line } = outcome.place
      lines.push(`${file.split('/').at(-1)}:${line} ${isSetAside(outcome) ? outcome.reason : outcome.time}`)
    }
  return lines
}

describe('gather', () => {
  it('interleaves files as things happened, however they are read', async () => {
    const files = [await write('a.jsonl', ticks(1, 4, 5)), await write('b.jsonl.gz', gzipSync(ticks(2, 4, 9)))]
    const expected = ['a.jsonl:1 1', 'b.jsonl.gz:1 2', 'a.jsonl:2 4', 'b.jsonl.gz:2 4', 'a.jsonl:3 5', 'b.jsonl.gz:3 9']
    for (const chunk of [1, 7, 1000]) assert.deepEqual(await told(files, { chunk }), expected)
  })
  it('keeps what a damaged file gave before it broke, says so, and reads the others', async () => {
    const packed = gzipSync(ticks(...Array.from({ length: 20_000 }, (_, at) => at)))
    const lines = await told(
      [await write('cut.gz', packed.subarray(0, packed.length / 2)), await write('whole.jsonl', ticks(1e9))],
      { chunk: 1024 },
    )
    assert.ok(lines.length > 100)
    assert.match(lines.at(-2) ?? '', /^cut\.gz:\d+ is damaged or cut off/)
    assert.equal(lines.at(-1), 'whole.jsonl:1 1000000000')
  })
  it('says of a file that went away that it cannot be read', async () => {
    assert.deepEqual(await told([join(folder, 'gone.jsonl')]), ['gone.jsonl:1 no such file or folder; check the name'])
  })
  it('reads many files, each from its beginning', async () => {
    const files = await Promise.all(
      Array.from({ length: 20 }, (_, at) => write(`${at}.log`, ticks(at * 1e7, at * 1e7 + 1))),
    )
    assert.equal((await told(files.toReversed())).length, 40)
    assert.deepEqual(await told(files.toReversed()), await told(files))
  })
})
