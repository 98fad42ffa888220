import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { RecordError, type JsonObject } from 'tallyman/source'
import { dockerEngine } from './source.ts'

const PLACE = { source: 'docker-engine', file: 'test', line: 1 }
const CONTAINER = '4f2c'.repeat(16)
const outcomeOf = (record: JsonObject) =>
  dockerEngine.read({ place: PLACE, value: record }, { redact: () => '[redacted]' })
const read = (record: JsonObject) => {
  const event = outcomeOf(record)
  assert.ok('uid' in event)
  return event
}
const derived = (record: JsonObject): JsonObject => read(record).views[0]?.fields['derived'] as JsonObject

const event = (Action: string, Attributes: JsonObject = {}, more: JsonObject = {}): JsonObject => ({
  Type: 'container',
  Action,
  Actor: { ID: CONTAINER, Attributes: { name: 'web', image: 'shop/web:1', ...Attributes } },
  time: 1767225600,
  timeNano: 1767225600123456000,
  ...more,
})
const inspect = (more: JsonObject = {}, HostConfig: JsonObject = {}): JsonObject => ({
  Id: CONTAINER,
  Name: '/web',
  Created: '2026-01-01T00:00:00Z',
  State: { Status: 'running', StartedAt: '2026-01-01T00:00:05Z' },
  Config: { Image: 'shop/web:1' },
  HostConfig,
  ...more,
})
const wrapped = (object: JsonObject, more: JsonObject = {}): JsonObject => ({
  tallyman: 'docker-engine-snapshot',
  time: '2026-01-01T00:01:00Z',
  kind: 'container',
  object,
  ...more,
})

describe('an exec of docker-engine', () => {
  it('has its whole command, whatever is in it (moby#33040)', () => {
    for (const command of ['sh -c echo a: b', 'exec_start: x', 'a\nb:\tc', 'é 日本 \u202E', ': ; : & :'])
      assert.deepEqual(
        [derived(event(`exec_start: ${command}`))['action'], derived(event(`exec_start: ${command}`))['command']],
        ['exec_start', command],
      )
  })
  it('is told once when it begins and once when it ends, as one operation', () => {
    const execID = 'e'.repeat(64)
    assert.match(JSON.stringify(outcomeOf(event('exec_create: id', { execID }))), /^{"redundant"/)
    const [started, ended] = [event('exec_start: id', { execID }), event('exec_die', { execID, exitCode: '3' })].map(
      read,
    )
    assert.deepEqual([started?.operation_uid, ended?.operation_uid], [execID, execID])
    assert.deepEqual([started?.activity_name, ended?.activity_name], ['Launch', 'Terminate'])
    assert.deepEqual(ended?.details, { exit_code: 3 })
  })
  it('names nobody, for the engine does not', () => {
    const told = read(event('exec_start: id'))
    assert.ok(told.entities.length > 0)
    assert.ok(told.entities.every(({ role }) => role === 'target' || role === 'context'))
  })
})

describe('a container of docker-engine', () => {
  it('is made from what its image’s name stands for when it is created, and not later', () => {
    const fact = {
      subject: { type: 'container', uid: CONTAINER },
      relation: 'made-from',
      object: { type: 'image', uid: 'shop/web:1' },
    }
    assert.deepEqual(read(event('create')).facts, [fact])
    assert.deepEqual(read(event('start')).facts, [])
  })
  it('is part of the pod that its labels name', () => {
    const labels = { 'io.kubernetes.pod.namespace': 'shop', 'io.kubernetes.pod.name': 'web-0' }
    const told = read(event('start', labels))
    assert.deepEqual(
      told.entities.map(({ type, uid, role }) => [type, uid, role]),
      [
        ['container', CONTAINER, 'target'],
        ['image', 'shop/web:1', 'context'],
        ['pod', 'shop/web-0', 'context'],
        ['namespace', 'shop', 'context'],
      ],
    )
    assert.deepEqual(told.facts[0]?.object, { type: 'pod', uid: 'shop/web-0', name: 'web-0' })
  })
  it('that is committed makes an image, and says which', () => {
    const imageID = `sha256:${'7'.repeat(64)}`
    const told = read(event('commit', { imageID, imageRef: 'shop/web:2' }))
    assert.deepEqual(
      told.facts.map(({ subject, object }) => [subject.uid, object.uid]),
      [
        [imageID, CONTAINER],
        ['shop/web:2', imageID],
      ],
    )
  })
})

describe('a snapshot of docker-engine', () => {
  it('is of the time it was taken at, or of the latest that it holds', () => {
    assert.equal(read(wrapped(inspect())).time, Date.parse('2026-01-01T00:01:00Z'))
    assert.equal(read(inspect()).time, Date.parse('2026-01-01T00:00:05Z'))
    const never = { State: { StartedAt: '0001-01-01T00:00:00Z' } }
    assert.equal(read(inspect(never)).time, Date.parse('2026-01-01T00:00:00Z'))
    assert.throws(() => read(inspect({ ...never, Created: '0001-01-01T00:00:00Z' })), {
      name: 'RecordError',
      message: /wrap the inspect/,
    })
  })
  it('gives rules the same names, wrapped or bare', () => {
    const fields = [inspect(), wrapped(inspect())].map((record) => read(record).views[0]?.fields)
    for (const name of ['kind', 'object', 'derived']) assert.deepEqual(fields[0]?.[name], fields[1]?.[name])
  })
  it('finds what leads out of a container, by whichever path', () => {
    const found = (Source: string): unknown => {
      const { sensitive_mounts, engine_socket } = derived(
        inspect({ Mounts: [{ Type: 'bind', Source, Destination: '/x', RW: true }] }),
      )['host_config'] as JsonObject
      return [sensitive_mounts, engine_socket]
    }
    for (const path of ['/var/run/docker.sock', '/run/../run//docker.sock', '/proc/1/root/run/docker.sock'])
      assert.deepEqual(found(path), [['/run/docker.sock'], true])
    assert.deepEqual(found('/'), [['/'], true])
    assert.deepEqual(found('/var/run'), [['/run'], true])
    assert.deepEqual(found('/srv/elsewhere/docker.sock'), [['/srv/elsewhere/docker.sock'], true])
    assert.deepEqual(found('/etc/../etc/shadow'), [['/etc/shadow'], false])
    assert.deepEqual(found('/var'), [['/var'], false])
    for (const path of ['/srv/www', '/etc/localtime', '/etcetera', '/var/lib/kubelet/pods/7/etc-hosts'])
      assert.deepEqual(found(path), [[], false])
  })
  it('takes no volume for a folder of the host', () => {
    const Mounts = [{ Type: 'volume', Name: 'data', Source: '/var/lib/docker/volumes/data/_data', RW: true }]
    assert.deepEqual((derived(inspect({ Mounts }))['host_config'] as JsonObject)['sensitive_mounts'], [])
  })
  it('takes a volume for the folder of the host that it is another name of', () => {
    const options = { type: 'none', device: '/var/../etc', o: 'rw,bind' }
    const Mounts = [{ Type: 'volume', Name: 'data', Source: '/var/lib/docker/volumes/data/_data', RW: true }]
    const asked = {
      Type: 'volume',
      Source: 'data',
      VolumeOptions: { DriverConfig: { Name: 'local', Options: options } },
    }
    const host = derived(inspect({ Mounts }, { Mounts: [asked] }))['host_config'] as JsonObject
    assert.deepEqual(host['writable_sensitive_mounts'], ['/etc'])
    const volume = {
      Name: 'data',
      Driver: 'local',
      Mountpoint: '/x',
      Scope: 'local',
      CreatedAt: '2026-01-01T00:00:00Z',
    }
    const hostPathOf = (Options: JsonObject | null): unknown =>
      (derived({ ...volume, Options })['volume'] as JsonObject)['host_path']
    assert.deepEqual([options, { type: 'tmpfs', device: 'tmpfs' }, null].map(hostPathOf), [
      '/etc',
      undefined,
      undefined,
    ])
  })
  it('says which namespaces are the host’s, and what was switched off', () => {
    const host = derived(
      inspect(
        {},
        {
          PidMode: 'host',
          NetworkMode: 'host',
          IpcMode: 'private',
          CapAdd: ['CAP_SYS_ADMIN', 'all'],
          SecurityOpt: ['seccomp=unconfined', 'label:disable', 'no-new-privileges'],
        },
      ),
    )['host_config'] as JsonObject
    assert.deepEqual(host['host_namespaces'], ['pid', 'network'])
    assert.deepEqual(host['capabilities'], ['SYS_ADMIN', 'ALL'])
    assert.deepEqual(host['unconfined'], ['seccomp', 'label'])
  })
  it('has one name for an image, with the tag that is meant where none is written', () => {
    const imageOf = (image: string): unknown =>
      (derived(inspect({ Config: { Image: image } }))['container'] as JsonObject)['image']
    assert.deepEqual(
      ['web', 'web:1', 'host:5000/shop/web', 'host:5000/web:1', `web@sha256:${'a'.repeat(64)}`, 'b'.repeat(64)].map(
        imageOf,
      ),
      [
        'web:latest',
        'web:1',
        'host:5000/shop/web:latest',
        'host:5000/web:1',
        `web@sha256:${'a'.repeat(64)}`,
        `sha256:${'b'.repeat(64)}`,
      ],
    )
    assert.deepEqual(
      read(inspect({ Config: { Image: 'web' } })).entities,
      read(inspect({ Config: { Image: 'web:latest' } })).entities,
    )
  })
  it('redacts what only the program says is a secret', () => {
    const told = read(inspect({ Path: 'mysql', Args: ['-phunter2'], Config: { Env: ['DB_PASSWORD=a b'] } }))
    assert.equal(told.command, 'mysql -p[redacted]')
    assert.doesNotMatch(JSON.stringify(told), /hunter2|a b/)
  })
})

const SAMPLES = fileURLToPath(new URL('../../../shared/data/docker-java-samples/', import.meta.url))
describe('answers of engines from 2015 on', { skip: existsSync(SAMPLES) ? false : `${SAMPLES} is not there` }, () => {
  const files = existsSync(SAMPLES)
    ? readdirSync(SAMPLES, { recursive: true })
        .map(String)
        .filter((name) => name.endsWith('.json'))
    : []
  /** Some files hold one value after the other, a line each. */
  const valuesOf = (file: string): unknown[] => {
    const text = readFileSync(join(SAMPLES, file), 'utf8')
    try {
      return [JSON.parse(text) as unknown].flat()
    } catch {
      return text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as unknown]))
    }
  }
  const kindOf = (value: unknown): string => {
    if (typeof value !== 'object' || value === null || !dockerEngine.recognises(value as JsonObject))
      return 'unrecognised'
    try {
      const outcome = outcomeOf(value as JsonObject)
      return 'uid' in outcome ? (outcome.operation ?? '') : 'redundant'
    } catch (error) {
      assert.ok(error instanceof RecordError, String(error))
      return 'unreadable'
    }
  }

  it('are events where they are events, inspects or infos, and nothing where they are something else', () => {
    const known = Map.groupBy(files.flatMap(valuesOf), kindOf)
    assert.deepEqual(Object.fromEntries([...known].map(([kind, of]) => [kind, of.length])), {
      'container create': 1,
      'container inspect': 9,
      'container list': 1,
      'engine info': 4,
      'image inspect': 4,
      // Lists, statistics, versions, execs, answers to commands, credentials.
      unrecognised: 20,
    })
  })
})
