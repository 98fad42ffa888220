/** A service that runs is replaced under its own name, on a real Docker engine: told with both images, and every place of the bad one. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { docker, IMAGE, startWatching, withoutEngine, type Printed, type Watching } from './engine.ts'

const RUN = `tallyman-retag-${process.pid}`
const NAME = `${RUN}:1`
/** Tallies wait for what comes late by event time, which the engine's own pulse carries on every ten seconds. */
const PATIENCE = 60_000

interface Place {
  readonly name?: string
  readonly since?: string
  readonly until?: string
}

/** Where an incident says that this image is, or was. */
function placesOf(incident: Printed, image: string): readonly Place[] {
  const { spreads } = incident['radius'] as { spreads: readonly { of: { uid: string }; places: readonly Place[] }[] }
  return spreads.find(({ of }) => of.uid === image)?.places ?? []
}

describe('a retag attack', { skip: withoutEngine() }, () => {
  let watching: Watching
  const containers = ['service', 'again', 'other'].map((name) => `${RUN}-${name}`)
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

  it('is told when the name moves, and for the container that is made of it, with both digests, when, and every place of the bad one', async () => {
    const [service = '', again = '', other = ''] = containers
    docker('tag', IMAGE, NAME)
    docker('run', '--detach', '--name', service, NAME, 'sleep', '120')
    const good = docker('inspect', '--format', '{{.Image}}', service)
    const bad = docker('commit', '--message', 'nothing to see', service, NAME)
    assert.notEqual(bad, good)
    docker('run', '--detach', '--name', again, NAME, 'sleep', '120')
    docker('run', '--detach', '--name', other, bad, 'sleep', '120')
    docker('stop', '--time', '0', again)
    docker('run', '--rm', NAME, 'true')
    const moved = await told(bad, ({ level }) => level === 'medium')
    const replaced = await told(again, ({ level }) => level === 'high')
    for (const alert of [moved, replaced])
      for (const digest of [good, bad]) assert.ok(JSON.stringify(alert['reasons']).includes(digest), digest)
    assert.ok(Math.abs(Date.parse(String(moved['time'])) - Date.now()) < 120_000, 'it says when')
    const incident = await watching.until((one) => one.kind === 'incident' && placesOf(one, bad).length >= 3, PATIENCE)
    const places = placesOf(incident, bad)
    assert.deepEqual(
      [again, other, service].map((name) => places.filter((place) => place.name === name).length),
      [1, 1, 0],
      'every place where the bad one runs or ran, and none of the good one',
    )
    const [stopped, running] = [again, other].map((name) => places.find((place) => place.name === name))
    assert.ok(stopped?.until !== undefined && running?.until === undefined && running?.since !== undefined)
  })
})
