/** One watch after the other over the same journal: they tell together what one alone would have told. */
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { startWatching, type Printed, type Watching } from './engine.ts'
import { temporaryFolder } from './temporary.ts'

const RECORDING = join('recordings/intrusion', 'kubernetes-audit.jsonl')
const PATIENCE = 60_000

/** Ids of alerts, which are the same for the same event whoever tells of it. A watch notes some that a whole run finds in a story. */
const alertsOf = (printed: readonly Printed[]): string[] =>
  printed.flatMap(({ kind, id }) => (kind === 'alert' || kind === 'noted' ? [String(id)] : [])).toSorted()

function scanned(...paths: string[]): Printed[] {
  const text = execFileSync('node', ['bin/tallyman.js', 'scan', '--format', 'ndjson', ...paths], { encoding: 'utf8' })
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Printed]))
}

/** Two files: the records until the middle of the story, and the rest. */
function halves(): readonly [string, string] {
  const lines = readFileSync(RECORDING, 'utf8').trimEnd().split('\n')
  const folder = temporaryFolder()
  const half = lines.length >> 1
  const parts = [lines.slice(0, half), lines.slice(half)] as const
  const [first, second] = parts.map((part, index) => {
    const file = join(folder, `audit-${index}.jsonl`)
    writeFileSync(file, `${part.join('\n')}\n`)
    return file
  })
  return [first ?? '', second ?? '']
}

const incidentOf = (printed: readonly Printed[]): Printed | undefined =>
  printed.findLast(({ kind }) => kind === 'incident')

/** Until all of these were told; the process is ended in any case. */
async function watched(words: readonly string[], ids: readonly string[], end: 'stop' | 'kill'): Promise<Watching> {
  const watching = await startWatching(words)
  try {
    for (const id of ids) await watching.until((object) => object['id'] === id, PATIENCE)
  } finally {
    await watching[end]()
  }
  return watching
}

describe('a watch that goes on where another ended', () => {
  it('tells no alert twice, and the story goes on', async () => {
    const [first, second] = halves()
    const [whole, half] = [scanned(RECORDING), alertsOf(scanned(first))]
    const rest = alertsOf(whole).filter((id) => !half.includes(id))
    assert.ok(half.length > 0 && rest.length > 0)
    const journal = join(temporaryFolder(), 'journal')
    const one = await watched([first, '--from-start', '--journal', journal], half, 'stop')
    const other = await watched([second, '--from-start', '--journal', journal], rest, 'stop')
    assert.deepEqual([alertsOf(one.printed), alertsOf(other.printed)], [half, rest])
    // One story, of all alerts: those of the first process are in it.
    const [told, expected] = [incidentOf(other.printed), incidentOf(whole)]
    assert.ok(expected)
    assert.deepEqual([told?.['id'], told?.['level']], [expected['id'], expected['level']])
  })

  it('looks at what was received by one that was killed before it had looked', async () => {
    const journal = join(temporaryFolder(), 'journal')
    const [soonest = ''] = scanned(RECORDING).flatMap(({ kind, id }) => (kind === 'alert' ? [String(id)] : []))
    const one = await watched([RECORDING, '--from-start', '--journal', journal], [soonest], 'kill')
    // How much of the file it came to keep is chance; that is what was received.
    const all = alertsOf(scanned(journal))
    const missing = all.filter((id) => !alertsOf(one.printed).includes(id))
    const other = await watched(['/dev/null', '--journal', journal], missing, 'stop')
    assert.ok(all.length > 0)
    assert.deepEqual([...new Set([...alertsOf(one.printed), ...alertsOf(other.printed)])].toSorted(), all)
  })

  it('is not kept out by one whose first process was killed', async () => {
    const journal = join(temporaryFolder(), 'journal')
    const [id = ''] = scanned(RECORDING).flatMap((one) => (one.kind === 'alert' ? [String(one['id'])] : []))
    const words = ['bin/tallyman.js', 'watch', '/dev/null', '--journal', journal]
    const first = spawn('node', words, { stdio: ['ignore', 'ignore', 'pipe'] })
    await once(first.stderr, 'data')
    first.kill('SIGKILL')
    // The pipe is closed when whoever else had it has ended as well.
    await once(first, 'close')
    await watched([RECORDING, '--from-start', '--journal', journal], [id], 'stop')
  })
})
