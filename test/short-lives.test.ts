/** On a real Docker engine: containers that are gone within half a second are known afterwards, each with all of its record. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { loadContent } from '../src/runtime/content.ts'
import { engineBlocks } from '../src/runtime/live.ts'
import { createLives, type Life } from '../src/runtime/lives.ts'
import { watch } from '../src/runtime/watch.ts'
import { call, docker, IMAGE, withoutEngine } from './engine.ts'

const RUN = `tallyman-lives-${process.pid}`
/** More than are asked for: on a busy machine some take longer to end. */
const CONTAINERS = 120
const ENOUGH = 100
const AT_ONCE = 3
/** In milliseconds. */
const SHORT = 500
const NETWORKS = [`${RUN}-one`, 'bridge', 'none']

interface Run {
  readonly id: string
  readonly network: string
  readonly command: string
  readonly exit_code: number
}

/** Removed by the engine as soon as it ends: nobody can ask for it afterwards. */
async function run(number: number): Promise<Run> {
  const exit_code = number % 120
  const Cmd = ['sh', '-c', `echo ${RUN} ${number}; exit ${exit_code}`]
  const network = NETWORKS[number % NETWORKS.length] ?? 'bridge'
  const settings = { Image: IMAGE, Cmd, HostConfig: { AutoRemove: true, NetworkMode: network } }
  const { text } = await call('POST', `/containers/create?name=${RUN}-${number}`, settings)
  const { Id: id } = JSON.parse(text) as { Id: string }
  const { status } = await call('POST', `/containers/${id}/start`)
  assert.equal(status, 204, text)
  return { id, network, command: Cmd.join(' '), exit_code }
}

describe('containers that live for less than half a second', { skip: withoutEngine(), timeout: 300_000 }, () => {
  const lives: Life[] = []
  const runs: Run[] = []
  const abort = new AbortController()
  let watching: Promise<void>
  before(async () => {
    docker('network', 'create', `${RUN}-one`)
    const content = await loadContent()
    const { observe } = createLives((life) => lives.push(life))
    const ready = Promise.withResolvers<void>()
    const event: typeof observe = (each) => {
      ready.resolve()
      observe(each)
    }
    watching = watch({ content, inputs: [engineBlocks({ signal: abort.signal })], journal: { event } })
    await ready.promise

    const numbers = Array.from({ length: CONTAINERS }, (_, number) => number).values()
    const starter = async (): Promise<void> => {
      for (const number of numbers) runs.push(await run(number))
    }
    await Promise.all(Array.from({ length: AT_ONCE }, starter))
    const all = (): boolean => runs.every(({ id }) => lives.some(({ container }) => container === id))
    const removed = (): boolean => docker('ps', '--all', '--quiet', '--filter', `name=${RUN}-`) === ''
    const until = Date.now() + 15_000
    while (!(all() && removed()) && Date.now() < until) await setTimeout(100)
  })
  after(async () => {
    abort.abort()
    await watching
    docker('network', 'rm', `${RUN}-one`)
  })
  const lifeOf = ({ id }: Run): Life => {
    const told = lives.filter(({ container }) => container === id)
    assert.equal(told.length, 1, `${id} was told of ${told.length} times`)
    return told[0] as Life
  }

  it(`are all known afterwards, ${CONTAINERS} of them, each once, and gone from the engine`, () => {
    assert.equal(runs.length, CONTAINERS)
    for (const each of runs) lifeOf(each)
    assert.equal(docker('ps', '--all', '--quiet', '--filter', `name=${RUN}-`), '')
  })
  it('have the image that they were made from, by its digest', () => {
    const id = docker('image', 'inspect', '--format', '{{.Id}}', IMAGE)
    for (const each of runs) assert.deepEqual([lifeOf(each).image, lifeOf(each).image_id], [IMAGE, id])
  })
  it('have their name, their command and their exit code', () => {
    for (const each of runs) {
      const { name, command, exit_code } = lifeOf(each)
      assert.match(name ?? '', new RegExp(`^${RUN}-\\d+$`))
      assert.deepEqual([command, exit_code], [each.command, each.exit_code])
    }
  })
  it('have the networks that they were in', () => {
    for (const each of runs) assert.deepEqual(lifeOf(each).networks, [each.network])
  })
  it(`have their life: made, begun and ended in this order, ${ENOUGH} of them within half a second`, () => {
    const spans = runs.map((each) => {
      const { created = Number.NaN, started = Number.NaN, ended } = lifeOf(each)
      assert.ok(created <= started && started <= ended, `${created} ${started} ${ended}`)
      return ended - started
    })
    const short = spans.filter((span) => span < SHORT)
    assert.ok(short.length >= ENOUGH, `${short.length} of ${CONTAINERS}; the longest lived ${Math.max(...spans)} ms`)
  })
})
