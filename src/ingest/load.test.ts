import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, it } from 'node:test'
import { SourceError } from './errors.ts'
import { loadSources } from './load.ts'

let root = ''
before(async () => void (root = await mkdtemp(join(tmpdir(), 'tallyman-sources-'))))
after(() => rm(root, { recursive: true }))

const put = async (place: string, id: string, content: string, file = 'source.js'): Promise<string> => {
  await mkdir(join(root, place, id), { recursive: true })
  await writeFile(join(root, place, id, file), content)
  return join(root, place)
}
const source = (id: string): string => `export const any = { id: '${id}', read() {} }\nexport const other = 7\n`

it('loads what is there, in order of id', async () => {
  await put('good', 'b', source('b'))
  await put('good', 'a', source('a'))
  await writeFile(join(root, 'good', 'readme.md'), '')
  assert.deepEqual([...(await loadSources(join(root, 'good'))).keys()], ['a', 'b'])
})
it('refuses a folder that does not hold what it must, and names it', async () => {
  const cases: [string, RegExp][] = [
    [join(root, 'none'), /none: cannot be read/],
    [await put('empty', 'a', '', 'readme.md'), /empty.a: holds no source\.ts/],
    [await put('exports', 'a', 'export const a = 1'), /source\.js: must export one source.*none/],
    [await put('two', 'a', `${source('a')}export const more = { id: 'c', read() {} }`), /must export one source.*more/],
    [await put('id', 'a', source('b')), /the id of its source is 'b', but its folder is 'a'/],
    [await put('broken', 'a', 'throw new Error("no such thing")'), /cannot be loaded: no such thing/],
  ]
  await mkdir(join(root, 'bare'))
  cases.push([join(root, 'bare'), /holds no source/])
  for (const [folder, message] of cases)
    await assert.rejects(loadSources(folder), (error) => error instanceof SourceError && message.test(error.message))
})
