/** Live, on a real Docker engine: an attack is told while it happens, and a container that came and went is told whole. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { docker, IMAGE, startWatching, withoutEngine, type Watching } from './engine.ts'

const RUN = `tallyman-test-${process.pid}`

describe('tallyman watch --docker', { skip: withoutEngine() }, () => {
  let watching: Watching
  before(async () => {
    docker('network', 'create', `${RUN}-front`)
    docker('network', 'create', `${RUN}-back`)
    watching = await startWatching(['--docker'])
  })
  after(async () => {
    await watching.stop()
    for (const name of [`${RUN}-bridge`]) docker('rm', '--force', name)
    for (const name of [`${RUN}-front`, `${RUN}-back`]) docker('network', 'rm', name)
  })

  it('tells of an attack within two seconds of its last step', async () => {
    docker('run', '--detach', '--name', `${RUN}-bridge`, '--network', `${RUN}-front`, IMAGE, 'sleep', '60')
    docker('network', 'connect', `${RUN}-back`, `${RUN}-bridge`)
    const alert = await watching.until(
      ({ kind, detection, entities }) =>
        kind === 'alert' && detection === 'network-joined-second' && JSON.stringify(entities).includes(`${RUN}-bridge`),
      2_000,
    )
    assert.ok(JSON.stringify(alert['entities']).includes(`${RUN}-back`), 'it names the network')
  })

  it('tells a container of three seconds with image, command, lifetime, exit code and who started it', async () => {
    const name = `${RUN}-short`
    assert.throws(() => docker('run', '--rm', '--name', name, IMAGE, 'sh', '-c', 'sleep 3; exit 7'))
    const life = await watching.until(({ kind, name: told }) => kind === 'container' && told === name, 2_000)
    assert.equal(life['image'], IMAGE)
    assert.equal(life['command'], 'sh -c sleep 3; exit 7')
    assert.equal(life['exit_code'], 7)
    const lived = Number(life['ended']) - Number(life['started'])
    assert.ok(lived >= 2_900 && lived < 6_000, `it lived ${lived} ms`)
    assert.equal(life['by'], undefined, 'the engine does not say who, and nobody is invented')
  })
})
