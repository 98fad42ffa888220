/** A real process that is killed with -9 while it appends: what it said was acknowledged is there. */
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, it } from 'node:test'
import { temporaryFolder } from '../../test/temporary.ts'
import { JournalLockedError } from './errors.ts'
import { createJournal } from './journal.ts'
import type { Notice } from './notice.ts'

const WRITER = `
  import { createJournal } from ${JSON.stringify(new URL('journal.ts', import.meta.url).href)}
  const journal = await createJournal({ folder: process.argv[1], segmentBytes: 64 * 1024 })
  const lane = async (name) => {
    for (let n = 0; ; n += 1) {
      const line = name + ':' + n + ':' + Math.random().toString(36).repeat(1 + (n % 40))
      process.stdout.write(await journal.append(Buffer.from(line + '\\n')) + ' ' + line + ' said\\n')
    }
  }
  await Promise.all(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'].map(lane))
`

const startWriter = (folder: string): ChildProcess =>
  spawn(
    process.execPath,
    [
      '--conditions=tallyman-unbuilt',
      '--disable-warning=ExperimentalWarning',
      '--input-type=module',
      '--eval',
      WRITER,
      folder,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )

describe('a process that is killed with -9 under load', () => {
  it('has lost nothing that it acknowledged, and its lock is gone with it', async () => {
    const folder = join(temporaryFolder(), 'journal')
    const acknowledged = new Map<number, string>()
    const notices: Notice[] = []
    for (const atLeast of [50, 400, 1_500]) {
      const writer = startWriter(folder)
      const before = acknowledged.size
      let isRefused = false
      for await (const line of createInterface({ input: writer.stdout as NodeJS.ReadableStream })) {
        const [position, text = '', end] = line.split(' ')
        // It may die in the middle of saying the last one.
        if (end !== 'said' && writer.killed) continue
        acknowledged.set(Number(position), text)
        if (acknowledged.size < before + atLeast || writer.killed) continue
        // While it writes, nobody else may.
        await assert.rejects(createJournal({ folder }), JournalLockedError)
        isRefused = true
        writer.kill('SIGKILL')
      }
      if (writer.exitCode === null && writer.signalCode === null) await once(writer, 'exit')
      assert.equal(writer.signalCode, 'SIGKILL')
      assert.ok(isRefused)

      const journal = await createJournal({ folder, onNotice: (notice) => notices.push(notice) })
      const found = new Map<number, string>()
      for await (const { position, lines } of journal.read()) {
        const text = Buffer.from(lines).toString()
        assert.match(text, /^[a-h]:\d+:[^\n]+\n$/, 'none is torn')
        assert.equal(position, found.size)
        found.set(position, text.trimEnd())
      }
      await journal.end()
      for (const [position, text] of acknowledged) assert.equal(found.get(position), text)
      assert.ok(acknowledged.size >= before + atLeast && found.size >= acknowledged.size)
    }
    assert.deepEqual(
      notices.filter(({ kind }) => kind !== 'repaired'),
      [],
    )
  })
})
