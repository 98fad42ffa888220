/** A real containerd, that of a Docker engine: what the engine starts is told, and so is an exec that the engine does not tell of. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { after, describe, it } from 'node:test'
import { docker, IMAGE, withoutEngine } from '../../../test/engine.ts'
import { SOURCES } from '../../../test/samples.ts'
import type { Event } from '../../model/event.ts'
import { createIngest, isSetAside } from '../ingest.ts'
import { loadSources } from '../load.ts'
import { containerdBlocks } from './containerd.ts'

const folder = process.env['LAB_DOCKER_DIR']
const address = `${folder}/exec/containerd/containerd.sock`
const NAME = `tallyman-containerd-${process.pid}`

function withoutContainerd(): string | false {
  if (folder === undefined || !existsSync(address))
    return 'no engine of the lab, whose containerd is known (lab/docker-engine.sh up)'
  try {
    execFileSync('ctr', ['--address', address, 'version'], { stdio: 'ignore' })
  } catch {
    return 'ctr is not installed, or may not use the socket'
  }
  return withoutEngine()
}

describe('a real containerd as an input', { skip: withoutContainerd(), timeout: 60_000 }, () => {
  after(() => docker('rm', '--force', NAME))

  it('tells of a container of Docker how it is made, and of an exec that Docker does not tell of', async () => {
    const abort = new AbortController()
    const ingest = createIngest({ sources: await loadSources(SOURCES) })
    const events: Event[] = []
    let id: string | undefined
    const has = (operation: string): Event | undefined =>
      events.find((event) => event.operation === operation && event.entities.some(({ uid }) => uid === id))
    for await (const block of containerdBlocks({ address, signal: abort.signal, heartbeat: 500 })) {
      for (const outcome of ingest.observe(block)) {
        assert.ok(!isSetAside(outcome) || outcome.kind === 'redundant', JSON.stringify(outcome))
        if (!isSetAside(outcome)) events.push(outcome)
      }
      if (id === undefined && events.some(({ operation }) => operation === 'sensor heartbeat')) {
        id = docker('run', '--detach', '--name', NAME, IMAGE, 'sleep', '60')
        const task = ['--namespace', 'moby', 'tasks', 'exec', '--fifo-dir', tmpdir(), '--exec-id', 'past', id, 'id']
        execFileSync('ctr', ['--address', address, ...task], { stdio: ['ignore', 'ignore', 'inherit'] })
      }
      if (has('container inspect') && has('container exec_start')) abort.abort()
    }
    assert.equal(has('container inspect')?.command, 'sleep 60')
    assert.ok(typeof has('container exec_start')?.details?.['pid'] === 'number')
  })
})
