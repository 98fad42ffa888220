/** What is asked of `ctr`, by a stand-in that prints what the real one does. */
import assert from 'node:assert/strict'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { temporaryFolder } from '../../../test/temporary.ts'
import { containerdBlocks, type ContainerdOptions } from './containerd.ts'

const CREATED = '2026-01-01 00:00:00.1 +0000 UTC default /containers/create {"id":"later","image":"busybox"}'
const HOSTILE = '2026-01-01 00:00:00.2 +0000 UTC default /containers/create {"id":"--help"}'

/** Answers as `ctr` does; its words come after those that say which containerd. */
function standIn(events: string): readonly string[] {
  const file = join(temporaryFolder(), 'ctr')
  writeFileSync(
    file,
    `#!/bin/sh
shift 4
case "$*" in
  version) echo 'Server:' ;;
  events) ${events} ;;
  'namespaces list -q') printf 'default\\nmoby\\n' ;;
  '--namespace default containers list -q') printf 'miner\\n' ;;
  '--namespace moby containers list -q') ;;
  '--namespace default containers info '*) printf '{\\n  "ID": "%s"\\n}\\n' "$5" ;;
  *) echo "ctr: what is $*?" >&2; exit 1 ;;
esac
`,
  )
  chmodSync(file, 0o755)
  return [file]
}

/** Lines until enough of them are as they should be. */
async function until(
  command: readonly string[],
  enough: (lines: readonly string[]) => boolean,
  more: Partial<ContainerdOptions> = {},
): Promise<{ lines: string[]; notices: string[] }> {
  const abort = new AbortController()
  const [lines, notices]: [string[], string[]] = [[], []]
  const notice = (words: string): void => void notices.push(words)
  for await (const { bytes } of containerdBlocks({ command, notice, signal: abort.signal, ...more })) {
    lines.push(...Buffer.from(bytes).toString('utf8').split('\n').filter(Boolean))
    if (enough(lines)) abort.abort()
  }
  return { lines, notices }
}
const marked = (mark: string) => (line: string) => line.startsWith(`{"tallyman":"containerd-${mark}"`)
const idsOf = (lines: readonly string[]): string[] =>
  lines
    .filter(marked('snapshot'))
    .map((line) => (JSON.parse(line) as { object: { ID: string } }).object.ID)
    .toSorted()

describe('containerd as an input', { timeout: 30_000 }, () => {
  it('tells its events, and how each container of each namespace is made: those there are, and those that come', async () => {
    const command = standIn(`echo '${CREATED}'; echo '${HOSTILE}'; exec sleep 30`)
    const { lines } = await until(command, (all) => all.filter(marked('snapshot')).length === 2)
    assert.deepEqual(idsOf(lines), ['later', 'miner'])
    assert.ok(lines.includes(CREATED) && lines.includes(HOSTILE))
    const { namespace, object } = JSON.parse(lines.find(marked('snapshot')) ?? '') as { [name: string]: unknown }
    assert.deepEqual([namespace, typeof object], ['default', 'object'])
  })
  it('says that it answers, though nothing happens', async () => {
    const { lines } = await until(standIn('exec sleep 30'), (all) => all.some(marked('heartbeat')), { heartbeat: 50 })
    assert.ok(lines.some(marked('heartbeat')))
  })
  it('says that it was not heard, and asks for all containers again', async () => {
    const enough = (all: readonly string[]): boolean =>
      all.some(marked('gap')) && all.filter(marked('snapshot')).length >= 2
    const { lines, notices } = await until(standIn(`sleep 0.7; echo 'ctr: it broke' >&2; exit 1`), enough, {
      pause: 10,
    })
    const gap = JSON.parse(lines.find(marked('gap')) ?? '') as { from: string; time: string; reason: string }
    assert.equal(gap.reason, 'it broke')
    assert.ok(Date.parse(gap.from) <= Date.parse(gap.time))
    assert.ok(notices.includes('containerd answers again'), notices.join('; '))
  })
  it('says at the beginning why it cannot be heard, and what to do', async () => {
    const nothing = (): boolean => false
    await assert.rejects(until(['/nowhere/ctr'], nothing), /ctr is not installed; start containerd/)
    await assert.rejects(
      until(['sh', '-c', 'echo "ctr: failed to dial" >&2; exit 1'], nothing),
      /failed to dial; start/,
    )
  })
})
