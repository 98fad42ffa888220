/** A sensor that is stopped: who is blind, where, from when to when, is said at once, on every alert, and by the doctor afterwards. */
import assert from 'node:assert/strict'
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { blockOf, type Block } from '../src/ingest/block.ts'
import { engineBlocks } from '../src/ingest/engine/engine.ts'
import { parseEngineAddress } from '../src/ingest/engine/address.ts'
import { followBlocks } from '../src/ingest/input/follow.ts'
import type { Alert } from '../src/model/alert.ts'
import type { Event } from '../src/model/event.ts'
import { loadContent } from '../src/runtime/content.ts'
import { diagnose } from '../src/runtime/diagnosis.ts'
import { scan } from '../src/runtime/scan.ts'
import { watch } from '../src/runtime/watch.ts'
import { docker, IMAGE, withoutEngine } from './engine.ts'

/** Seconds instead of a minute; what holds by default is tried by lab/stop-sensors.ts. */
const LEDGER = { silence: { least: 3_000, times: 2, others: 3, known: 2_000, seconds: 3 }, lateness: 1_000 }
const RUN = `tallyman-sight-${process.pid}`
const ENGINE = parseEngineAddress(undefined).connection as { readonly socketPath?: string }
const folder = mkdtempSync(join(tmpdir(), 'tallyman-sight-'))

/** Where the engine keeps what a container says: for us, if not for the engine, below its socket in the lab. */
function logOf(name: string): string | undefined {
  const path = docker('inspect', '--format', '{{.LogPath}}', name)
  const inLab = path.replace('/var/lib/docker', join(dirname(ENGINE.socketPath ?? '/'), 'data'))
  return [inLab, path].find((each) => existsSync(each))
}

/** A way to the engine that can be cut. */
function openWay(): { readonly address: string; cut(): void; restore(): Promise<void> } {
  const path = join(folder, 'way.sock')
  const open = new Set<net.Socket>()
  let server: net.Server
  const restore = (): Promise<void> =>
    new Promise((resolve) => {
      server = net.createServer((client) => {
        const engine = net.connect(ENGINE.socketPath ? { path: ENGINE.socketPath } : (ENGINE as net.TcpNetConnectOpts))
        for (const [one, other] of [
          [client, engine],
          [engine, client],
        ] as const) {
          open.add(one)
          one.on('error', () => other.destroy()).on('close', () => other.destroy())
          one.pipe(other)
        }
      })
      server.listen(path, resolve)
    })
  return {
    address: `unix://${path}`,
    restore,
    cut() {
      server.close()
      for (const socket of open) socket.destroy()
      open.clear()
    },
  }
}

/** A session that mallory opened, as the API server tells of it, at this time. */
function sessionNow(): Block {
  const lines = readFileSync('recordings/intrusion/kubernetes-audit.jsonl', 'utf8').split('\n')
  const line = lines.find((each) => each.includes('"subresource":"exec"') && each.includes('"ResponseStarted"'))
  const now = new Date().toISOString()
  const record = { ...(JSON.parse(line ?? '{}') as object), stageTimestamp: now, requestReceivedTimestamp: now }
  return blockOf('audit.log', `${JSON.stringify(record)}\n`)
}

describe('an engine that is not heard any more', { skip: withoutEngine() }, () => {
  const abort = new AbortController()
  const words: { readonly word: Event; readonly blind: readonly string[]; readonly at: number }[] = []
  const alerts: Alert[] = []
  const way = openWay()
  let later: (block: Block) => void = () => {}
  let watching: Promise<void> = Promise.resolve()
  let log = ''
  let content: Awaited<ReturnType<typeof loadContent>>

  const until = async (fits: () => boolean, what: string): Promise<void> => {
    for (const end = Date.now() + 15_000; !fits(); await pause(50))
      if (Date.now() > end)
        assert.fail(`${what}: ${words.map(({ word }) => word.message).join('; ') || 'nothing was said'}`)
  }
  const said = (finding: string, source: string) =>
    words.find(({ word }) => word.operation === finding && word.views[0]?.fields['sensor'] === source)
  /** Kept as a recording, for the doctor. */
  async function* kept(name: string, blocks: AsyncIterable<Block>): AsyncGenerator<Block> {
    for await (const block of blocks) {
      appendFileSync(join(folder, name), block.bytes)
      yield block
    }
  }
  async function* given(): AsyncGenerator<Block> {
    yield await new Promise<Block>((resolve) => (later = resolve))
  }

  before(async () => {
    docker('run', '--detach', '--name', RUN, IMAGE, 'sh', '-c', 'while :; do echo tick; sleep 0.2; done')
    log = logOf(RUN) ?? ''
    content = await loadContent()
    await way.restore()
    const { signal } = abort
    const engine = engineBlocks({ address: way.address, signal, heartbeat: 400, pause: 200 })
    watching = watch({
      content,
      inputs: [kept('engine.jsonl', engine), kept('container-json.log', followBlocks(log, { signal })), given()],
      journal: { alert: (alert) => void alerts.push(alert) },
      onSight: (word, blind) => void words.push({ word, blind, at: Date.now() }),
      ledger: LEDGER,
    })
  })
  after(async () => {
    abort.abort()
    later(blockOf('audit.log', ''))
    await watching
    way.cut()
    docker('rm', '--force', RUN)
    rmSync(folder, { recursive: true })
  })

  let [cut, restored] = [0, 0]
  it('is told, with when it was heard last, and who is blind for it', async (context) => {
    if (log === '') return context.skip('the engine keeps no log of a container that this user may read')
    await pause(4_000)
    assert.deepEqual(words, [], 'nobody is silent yet')
    cut = Date.now()
    way.cut()
    await until(() => said('sensor silent', 'docker-engine') !== undefined, 'it is not told')
    const { word, blind, at } = said('sensor silent', 'docker-engine') ?? assert.fail()
    assert.ok(at - cut < 8_000, `told after ${at - cut} ms`)
    const fields = word.views[0]?.fields
    assert.ok(Math.abs(Date.parse(String(fields?.['since'])) - cut) < 1_500, `since ${String(fields?.['since'])}`)
    assert.deepEqual([fields?.['heard'], fields?.['file']], [['container-log'], `docker:${way.address}`])
    assert.ok(blind.includes('image-committed-and-run'), blind.join(', '))
    assert.ok(!blind.includes('pod-exec-started'), 'that reads another source')
  })
  it('is on every alert in that time', async (context) => {
    if (log === '') return context.skip('the engine keeps no log of a container that this user may read')
    later(sessionNow())
    await until(() => alerts.length > 0, 'no alert')
    const { coverage } = alerts[0] ?? assert.fail()
    assert.deepEqual(
      coverage?.sensors.filter(({ state }) => state !== 'live').map(({ source, state }) => [source, state]),
      [['docker-engine', 'silent']],
    )
    assert.ok(coverage?.blind?.includes('image-committed-and-run'))
  })
  it('is told again when it is heard again', async (context) => {
    if (log === '') return context.skip('the engine keeps no log of a container that this user may read')
    restored = Date.now()
    await way.restore()
    await until(() => said('sensor heard again', 'docker-engine') !== undefined, 'it is not told')
    const { word, blind } = said('sensor heard again', 'docker-engine') ?? assert.fail()
    assert.ok(Math.abs(Date.parse(String(word.views[0]?.fields['until'])) - restored) < 2_500)
    assert.ok(blind.includes('image-committed-and-run'), 'until then')
  })
  it('is known to the doctor afterwards, from when to when', async (context) => {
    if (log === '') return context.skip('the engine keeps no log of a container that this user may read')
    const paths = ['engine.jsonl', 'container-json.log'].map((name) => join(folder, name))
    const { visibility } = await scan(paths, { ...content, detections: [] }, { ledger: LEDGER })
    const { holes, detections } = diagnose(content, { visibility })
    const [hole] = holes.filter(({ source }) => source === 'docker-engine')
    assert.ok(
      hole?.to !== undefined && Math.abs(hole.from - cut) < 1_500 && Math.abs(hole.to - restored) < 2_500,
      JSON.stringify(holes),
    )
    assert.ok(hole.blind.includes('image-committed-and-run'))
    assert.ok((detections.find(({ id }) => id === 'image-committed-and-run')?.blind_times ?? 0) > 0)
  })
})
