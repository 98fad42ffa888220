import assert from 'node:assert/strict'
import { after, beforeEach, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { createStandIn, type StandIn } from '../../../test/engine-stand-in.ts'
import type { Block } from '../block.ts'
import { engineBlocks } from './engine.ts'

const A = 'a'.repeat(64)
const B = 'b'.repeat(64)
const START = 1_767_225_600_000_000_000n

/** Listens to a stand-in, and holds what was given so far. */
function listen(engine: StandIn, pause = 1) {
  const abort = new AbortController()
  const [blocks, notices]: [Block[], string[]] = [[], []]
  const options = {
    address: engine.address,
    signal: abort.signal,
    notice: (words: string) => void notices.push(words),
    pause,
  }
  const ended = (async () => {
    for await (const block of engineBlocks(options)) blocks.push(block)
  })()
  const lines = (): string[] =>
    Buffer.concat(blocks.map(({ bytes }) => bytes))
      .toString('utf8')
      .split('\n')
      .slice(0, -1)
  return {
    blocks,
    notices,
    lines,
    /** Waits until the lines are as they should be; the test's own time limit ends it otherwise. */
    async until(isSo: (lines: string[]) => boolean): Promise<string[]> {
      while (!isSo(lines())) await setTimeout(2)
      return lines()
    },
    async stop(): Promise<void> {
      abort.abort()
      await ended
    },
    ended,
  }
}

const container = (Id: string, Status = 'running', more: object = {}): { [name: string]: unknown } => ({
  Id,
  Name: `/${Id.slice(0, 3)}`,
  State: { Status },
  Config: { Image: 'shop/web:1' },
  ...more,
})
let now = START
const event = (Action: string, ID = A, attributes: object = {}): object => {
  now += 1_000_001n
  return { Type: 'container', Action, Actor: { ID, Attributes: { name: 'web', ...attributes } }, timeNano: String(now) }
}
const kinds = (lines: readonly string[]): string[] =>
  lines.map((line) => {
    const { tallyman, kind, Action } = JSON.parse(line) as { [name: string]: string }
    return Action ?? `${tallyman?.replace('docker-engine-', '')}${kind === undefined ? '' : ` ${kind}`}`
  })
const settled = (count: number) => (lines: string[]) => lines.length >= count
/** What exists at the beginning: info, a network, an image. */
const FIRST = 3

describe('the engine as an input, against a stand-in', { timeout: 20_000 }, () => {
  let engine: StandIn
  beforeEach(async () => {
    await engine?.close()
    engine = await createStandIn()
    now = START
  })
  after(() => engine.close())

  it('begins with all that exists, each with the name of the node', async () => {
    engine.containers.set(A, container(A)).set(B, container(B, 'exited'))
    const input = listen(engine)
    const lines = await input.until(settled(FIRST + 2))
    assert.deepEqual(kinds(lines), [
      'snapshot info',
      'snapshot network',
      'snapshot image',
      'snapshot container',
      'snapshot container',
    ])
    for (const line of lines) assert.equal((JSON.parse(line) as { node: string }).node, 'node1')
    await input.stop()
  })
  it('gives events byte for byte, wherever the stream is cut', async () => {
    const input = listen(engine)
    await input.until(settled(FIRST))
    const told = [1, 3, 7, 1 << 20].map((pieces) => engine.emit(event('exec_start: echo "é 日本 \u{1F40B}"\n'), pieces))
    const lines = await input.until(settled(FIRST + told.length))
    assert.deepEqual(lines.slice(FIRST).toSorted(), told.toSorted())
    await input.stop()
  })
  it('inspects a container that is gone a moment later', async () => {
    const input = listen(engine)
    await input.until(settled(FIRST))
    engine.containers.set(A, container(A, 'created'))
    engine.emit(event('create'))
    await input.until((lines) => kinds(lines).includes('snapshot container'))
    engine.containers.delete(A)
    engine.emit(event('start'))
    engine.emit(event('destroy'))
    const lines = await input.until(settled(FIRST + 5))
    assert.deepEqual(kinds(lines).slice(FIRST), ['create', 'snapshot container', 'start', 'destroy', 'gone container'])
    const gone = JSON.parse(lines.at(-1) ?? '') as { [name: string]: unknown }
    assert.deepEqual([gone['id'], gone['node']], [A, 'node1'])
    assert.match(input.notices.join(), /container a+ was gone before it could be inspected/)
    await input.stop()
  })
  it('goes on without a hole where the engine still remembers the last event', async () => {
    const input = listen(engine)
    await input.until(settled(FIRST))
    const told = [engine.emit(event('pause')), engine.emit(event('unpause'))]
    await input.until(settled(FIRST + 2))
    engine.cut()
    for (let index = 0; index < 100; index++) told.push(engine.emit(event(`kill ${index}`)))
    const lines = await input.until(settled(FIRST + told.length))
    told.push(engine.emit(event('rename')))
    await input.until(settled(FIRST + told.length))
    await setTimeout(20)
    assert.deepEqual(input.lines().slice(FIRST), told)
    assert.ok(!kinds(lines).includes('gap'))
    assert.match(input.notices.join(), /closed the connection.*answers again/)
    await input.stop()
  })
  it('says that there was a gap, what is gone, and only what has changed, where it does not', async () => {
    engine.containers.set(A, container(A)).set(B, container(B))
    const input = listen(engine)
    await input.until(settled(FIRST + 2))
    engine.emit(event('die'))
    await input.until(settled(FIRST + 3))
    engine.forget()
    engine.containers.delete(A)
    const C = 'c'.repeat(64)
    engine.containers.set(C, container(C))
    engine.cut()
    const lines = (await input.until(settled(FIRST + 6))).slice(FIRST + 3)
    assert.deepEqual(kinds(lines), ['snapshot info', 'gap', 'snapshot container'])
    const gap = JSON.parse(lines[1] ?? '') as { from: string; time: string; gone: object[]; node: string }
    assert.deepEqual(gap.gone, [{ kind: 'container', id: A, name: 'web' }])
    assert.ok(gap.from <= gap.time && gap.node === 'node1')
    assert.match(lines[2] ?? '', new RegExp(`"Id":"${C}"`))
    await input.stop()
  })
  it('says that there was a gap where more happened than the engine remembers', async () => {
    const input = listen(engine)
    await input.until(settled(FIRST))
    engine.emit(event('pause'))
    await input.until(settled(FIRST + 1))
    engine.cut()
    for (let index = 0; index < 300; index++) engine.emit(event(`kill ${index}`))
    const lines = await input.until((lines) => kinds(lines).includes('gap') && kinds(lines).includes('kill 299'))
    assert.equal(kinds(lines).filter((kind) => kind.startsWith('kill')).length, 256)
    await input.stop()
  })
  it('marks the execs of a health check, from their beginning to their end, and no others', async () => {
    engine.containers.set(A, container(A, 'running', { Config: { Healthcheck: { Test: ['CMD-SHELL', 'true'] } } }))
    const input = listen(engine)
    await input.until(settled(FIRST + 1))
    const execs = [
      engine.emit(event('exec_start: /bin/sh -c true', A, { execID: 'e1' })),
      engine.emit(event('exec_die', A, { execID: 'e1' })),
    ]
    const others = [
      engine.emit(event('exec_start: /bin/sh -c true; id', A, { execID: 'e2' })),
      engine.emit(event('exec_start: /bin/sh -c true', B, { execID: 'e3' })),
      engine.emit(event('exec_die', A, { execID: 'e2' })),
    ]
    const lines = (await input.until(settled(FIRST + 6))).slice(FIRST + 1)
    assert.deepEqual(lines, [
      ...execs.map((line) => `{"tallyman":"docker-engine-event","healthcheck":true,"event":${line}}`),
      ...others,
    ])
    await input.stop()
  })
  it('inspects a running container that joins a network, and not one that is about to start', async () => {
    const input = listen(engine)
    await input.until(settled(FIRST))
    const connect = (): object => ({ ...event('connect', 'n'.repeat(64), { container: A }), Type: 'network' })
    engine.containers.set(A, container(A))
    engine.emit(event('create'))
    engine.emit(connect())
    engine.emit(event('start'))
    await input.until(settled(FIRST + 5))
    assert.equal(engine.asked.filter((path) => path === `/containers/${A}/json`).length, 2)
    engine.emit(connect())
    await input.until(settled(FIRST + 7))
    assert.equal(engine.asked.filter((path) => path === `/containers/${A}/json`).length, 3)
    await input.stop()
  })
  it('passes on what is no event, for whoever reads it to set aside', async () => {
    const input = listen(engine)
    await input.until(settled(FIRST))
    engine.send('not json\n\n{"message":"a warning"}\n')
    const lines = await input.until(settled(FIRST + 2))
    assert.deepEqual(lines.slice(FIRST), ['not json', '{"message":"a warning"}'])
    await input.stop()
  })
  it('numbers its lines through, and ends with a last block when it is stopped', async () => {
    const input = listen(engine)
    await input.until(settled(FIRST))
    engine.emit(event('pause'))
    await input.until(settled(FIRST + 1))
    await input.stop()
    let line = 1
    for (const { firstLine, bytes, file } of input.blocks) {
      assert.equal(file, `docker:${engine.address}`)
      assert.equal(firstLine, line)
      line += bytes.filter((byte) => byte === 10).length
    }
    assert.equal(input.blocks.at(-1)?.last, true)
    assert.equal(line, FIRST + 2)
  })
  it('tries again, ever more slowly, where the engine is out of order for a while', async () => {
    const input = listen(engine)
    await input.until(settled(FIRST))
    engine.fail(3)
    engine.cut()
    while (!input.notices.includes('the engine answers again')) await setTimeout(2)
    assert.deepEqual(
      input.notices.filter((words) => words.includes('answers 500')).map((words) => /in (\S+) s$/.exec(words)?.[1]),
      ['0.002', '0.004', '0.008'],
    )
    await input.stop()
  })
  it('refuses at the beginning what a person can put right, and says how', async () => {
    engine.fail(1)
    await assert.rejects(listen(engine).ended, /answers 500 to GET \/events; is it a Docker engine/)
    const { address } = engine
    await engine.close()
    await assert.rejects(listen({ ...engine, address }).ended, {
      name: 'InputError',
      message: /no such socket; start the engine/,
    })
    engine = await createStandIn()
  })
})
