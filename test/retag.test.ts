/** A service that runs is replaced under its own name, on a real Docker engine: told with both images. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { docker, IMAGE, startWatching, withoutEngine, type Printed, type Watching } from './engine.ts'

const RUN = `tallyman-retag-${process.pid}`
const NAME = `${RUN}:1`
/** Tallies wait for what comes late by event time, which the engine's own pulse carries on every ten seconds. */
const PATIENCE = 60_000

describe('a retag attack', { skip: withoutEngine() }, () => {
  let watching: Watching
  const containers = ['service', 'again'].map((name) => `${RUN}-${name}`)
  before(async () => {
    watching = await startWatching(['--docker'])
  })
  after(async () => {
    await watching.stop()
    for (const name of containers) docker('rm', '--force', name)
    docker('rmi', '--force', NAME)
  })
  const told = (about: string, fits: (alert: Printed) => boolean): Promise<Printed> =>
    watching.until(
      (alert) =>
        alert.kind === 'alert' &&
        alert['detection'] === 'image-name-moved' &&
        JSON.stringify(alert).includes(about) &&
        fits(alert),
      PATIENCE,
    )

  it('is told when the name moves, and for the container that is made of it, with both digests and when', async () => {
    const [service = '', again = ''] = containers
    docker('tag', IMAGE, NAME)
    docker('run', '--detach', '--name', service, NAME, 'sleep', '120')
    const good = docker('inspect', '--format', '{{.Image}}', service)
    const bad = docker('commit', '--message', 'nothing to see', service, NAME)
    assert.notEqual(bad, good)
    docker('run', '--detach', '--name', again, NAME, 'sleep', '120')
    const moved = await told(bad, ({ level }) => level === 'medium')
    const replaced = await told(again, ({ level }) => level === 'high')
    for (const alert of [moved, replaced])
      for (const digest of [good, bad]) assert.ok(JSON.stringify(alert['reasons']).includes(digest), digest)
    assert.ok(Math.abs(Date.parse(String(moved['time'])) - Date.now()) < 120_000, 'it says when')
  })
})
