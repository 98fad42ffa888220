/** The engine as an input, against a real one: where DOCKER_HOST says, or at the usual socket. It makes containers there, and removes them. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { call } from '../../../test/engine.ts'
import { parseEngineAddress } from './address.ts'
import { engineBlocks } from './engine.ts'

const IMAGE = 'busybox:1.35'
const { name, connection } = parseEngineAddress(undefined)

const skip = await call('GET', `/images/${IMAGE}/json`).then(
  ({ status }) => (status === 200 ? false : `the engine at ${name} has no image ${IMAGE}`),
  () => `no engine answers at ${name}`,
)

const made: string[] = []
async function create(settings: object = {}): Promise<string> {
  const { text } = await call('POST', '/containers/create', { Image: IMAGE, Cmd: ['true'], ...settings })
  const { Id } = JSON.parse(text) as { Id: string }
  made.push(Id)
  return Id
}
const start = (id: string): Promise<unknown> => call('POST', `/containers/${id}/start`)

function listen(address = name.slice('docker:'.length), more: { readonly logs?: boolean } = {}) {
  const abort = new AbortController()
  const [lines, notices]: [string[], string[]] = [[], []]
  const ended = (async () => {
    const options = {
      address,
      signal: abort.signal,
      notice: (words: string) => void notices.push(words),
      pause: 20,
      ...more,
    }
    for await (const { bytes } of engineBlocks(options))
      lines.push(...Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1))
  })()
  const about = (id: string): string[] => lines.filter((line) => line.includes(id))
  return {
    lines,
    notices,
    about,
    async until(isSo: () => boolean): Promise<void> {
      while (!isSo()) await setTimeout(5)
    },
    async stop(): Promise<void> {
      abort.abort()
      await ended
    },
  }
}
const says = (lines: readonly string[], what: string): boolean => lines.some((line) => line.includes(what))

describe('the engine as an input, against a real one', { skip, timeout: 60_000 }, () => {
  after(() => Promise.all(made.map((id) => call('DELETE', `/containers/${id}?force=1&v=1`))))

  it('inspects every container that comes and goes at once', async () => {
    const input = listen()
    await input.until(() => says(input.lines, '"kind":"info"'))
    const ids = await Promise.all(Array.from({ length: 8 }, () => create({ HostConfig: { AutoRemove: true } })))
    await Promise.all(ids.map(start))
    await input.until(() => ids.every((id) => says(input.about(id), '"Action":"destroy"')))
    for (const id of ids)
      assert.ok(says(input.about(id), '"tallyman":"docker-engine-snapshot"'), `${id} was not inspected`)
    await input.stop()
  })
  it('tells a health check from other execs', async () => {
    const input = listen()
    await input.until(() => says(input.lines, '"kind":"info"'))
    const Healthcheck = { Test: ['CMD-SHELL', 'true'], Interval: 1_000_000_000 }
    const id = await create({ Cmd: ['sleep', '60'], Healthcheck })
    await start(id)
    const { text } = await call('POST', `/containers/${id}/exec`, { Cmd: ['id'] })
    await call('POST', `/exec/${(JSON.parse(text) as { Id: string }).Id}/start`, { Detach: true })
    const marked = (): string[] =>
      input.about(id).filter((line) => line.startsWith('{"tallyman":"docker-engine-event"'))
    await input.until(() => says(marked(), '"Action":"exec_die"') && says(input.about(id), 'exec_start: id'))
    assert.ok(says(marked(), 'exec_start: /bin/sh -c true') && !says(marked(), 'exec_start: id'))
    await input.stop()
  })
  it('inspects a volume when it is made: it may be a folder of the host by another name', async () => {
    const input = listen()
    await input.until(() => says(input.lines, '"kind":"info"'))
    const Name = `tallyman-test-${process.pid}`
    await call('POST', '/volumes/create', { Name, DriverOpts: { type: 'none', o: 'bind', device: '/etc' } })
    await input.until(() => says(input.about(Name), '"kind":"volume"'))
    assert.ok(says(input.about(Name), '"device":"/etc"'))
    await call('DELETE', `/volumes/${Name}`)
    await input.stop()
  })
  it('goes on without a hole after the connection was cut, and says so', async () => {
    const relay = await createRelay()
    const input = listen(relay.address)
    await input.until(() => says(input.lines, '"kind":"info"'))
    const before = await create()
    await input.until(() => says(input.about(before), '"Action":"create"'))
    await relay.cut()
    const meanwhile = await create()
    await start(meanwhile)
    await relay.open()
    await input.until(() => says(input.about(meanwhile), '"Action":"start"'))
    const told = input.about(meanwhile).filter((line) => line.includes('"Action":"create"'))
    assert.equal(told.length, 1)
    assert.ok(!says(input.lines, 'docker-engine-gap'))
    assert.match(input.notices.join(), /the engine answers again/)
    await input.stop()
    await relay.close()
  })
})

describe('the logs of containers, from a real engine', { skip, timeout: 60_000 }, () => {
  after(() => Promise.all(made.map((id) => call('DELETE', `/containers/${id}?force=1&v=1`))))
  const said = (lines: readonly string[]): string[] =>
    lines
      .filter((line) => line.startsWith('{"tallyman":"docker-engine-log"'))
      .map((line) => JSON.parse(line) as { stream: string; log: string })
      .map(({ stream, log }) => `${stream} ${log.length > 99 ? log.length : log}`)
  const until = async (input: ReturnType<typeof listen>, id: string, count: number): Promise<string[]> => {
    await input.until(() => said(input.about(id)).length >= count)
    return said(input.about(id))
  }
  const speaking = async (command: string, more: object = {}): Promise<string> => {
    const id = await create({ Cmd: ['sh', '-c', command], ...more })
    await start(id)
    return id
  }

  it('are told with the container, both streams, and where the engine parts a long line', async () => {
    const input = listen(undefined, { logs: true })
    await input.until(() => says(input.lines, '"kind":"info"'))
    const streams = await speaking('echo out; echo err >&2')
    assert.deepEqual((await until(input, streams, 2)).toSorted(), ['stderr err\n', 'stdout out\n'])
    const long = await speaking("head -c 20000 /dev/zero | tr '\\0' x; echo")
    assert.deepEqual(await until(input, long, 2), ['stdout 16384', 'stdout 3617'])
    const terminal = await speaking('echo hello', { Tty: true })
    assert.deepEqual(await until(input, terminal, 1), ['stdout hello\n'])
    await input.stop()
  })
  it('go on after the connection was cut, and nothing is told twice', async () => {
    const relay = await createRelay()
    const input = listen(relay.address, { logs: true })
    await input.until(() => says(input.lines, '"kind":"info"'))
    const id = await speaking('i=0; while [ $i -lt 30 ]; do i=$((i+1)); echo $i; sleep 0.1; done')
    await until(input, id, 3)
    await relay.cut()
    await setTimeout(500)
    await relay.open()
    const numbers = Array.from({ length: 30 }, (_, at) => `stdout ${at + 1}\n`)
    assert.deepEqual(await until(input, id, 30), numbers)
    await input.stop()
    await relay.close()
  })
  it('are left alone unless they are asked for', async () => {
    const input = listen()
    await input.until(() => says(input.lines, '"kind":"info"'))
    const id = await speaking('echo out; sleep 1')
    await input.until(() => says(input.about(id), '"Action":"die"'))
    assert.deepEqual(said(input.lines), [])
    await input.stop()
  })
})

/** A socket in front of the engine's, which can be cut. */
async function createRelay() {
  const folder = mkdtempSync(join(tmpdir(), 'relay-'))
  const path = join(folder, 'docker.sock')
  const sockets = new Set<Socket>()
  let server: Server
  const open = async (): Promise<void> => {
    server = createServer((near) => {
      const far =
        'socketPath' in connection ? connect(connection.socketPath) : connect(connection.port, connection.host)
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(one)
        one.pipe(other)
        one.on('error', () => other.destroy()).on('close', () => sockets.delete(one))
      }
    })
    await new Promise<void>((resolve) => server.listen(path, resolve))
  }
  const cut = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  await open()
  return {
    address: `unix://${path}`,
    open,
    cut,
    async close(): Promise<void> {
      await cut()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
