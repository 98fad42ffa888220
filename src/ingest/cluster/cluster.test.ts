import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { withoutOpenssl } from '../../../test/certificates.ts'
import { createClusterStandIn, kubeconfigOf, type ClusterStandIn } from '../../../test/cluster-stand-in.ts'
import { temporaryFolder } from '../../../test/temporary.ts'
import { clusterBlocks } from './cluster.ts'
import { RESOURCES } from './resource.ts'

interface Line {
  readonly tallyman: string
  readonly type?: string
  readonly time: string
  readonly from?: string
  readonly resources?: readonly string[]
  readonly reason?: string
  readonly resync?: true
  readonly previous?: string
  readonly changes?: readonly { readonly path: string; readonly from?: unknown; readonly to?: unknown }[]
  readonly object: {
    readonly kind: string
    readonly apiVersion: string
    readonly metadata: { readonly name: string; readonly [field: string]: unknown }
  }
}

/** Listens to a stand-in, and holds what was given so far. */
function listen(kubeconfig: string, slowness = 0, heartbeat = 60_000) {
  const abort = new AbortController()
  const [lines, notices]: [Line[], string[]] = [[], []]
  const options = {
    kubeconfig,
    signal: abort.signal,
    notice: (words: string) => void notices.push(words),
    pause: 1,
    heartbeat,
  }
  const ended = (async () => {
    for await (const { bytes } of clusterBlocks(options)) {
      for (const line of Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1))
        lines.push(JSON.parse(line) as Line)
      if (slowness > 0) await setTimeout(slowness)
    }
  })()
  ended.catch(() => {})
  return {
    lines,
    notices,
    ended,
    told: (): string[] => lines.map(briefly),
    /** Waits until the lines are as they should be; the test's own time limit ends it otherwise. */
    async until(isSo: (told: readonly string[]) => boolean): Promise<string[]> {
      while (!isSo(lines.map(briefly))) await setTimeout(2)
      return lines.map(briefly)
    },
    async stop(): Promise<void> {
      abort.abort()
      await ended
    },
  }
}

const briefly = ({ tallyman, type, object, resync, resources, changes }: Line): string => {
  if (tallyman !== 'kubernetes-object') return [tallyman.replace('kubernetes-', ''), ...(resources ?? [])].join(' ')
  const diff = changes?.map(({ path, from, to }) => `${path} ${String(from)} ${String(to)}`) ?? []
  return [type, object.metadata.name, ...(resync ? ['resync'] : []), ...diff].join(' ')
}
const has = (line: string) => (told: readonly string[]) => told.includes(line)
const watching = (cluster: ClusterStandIn, plural: string): string[] =>
  cluster.asked.filter((path) => path.includes(`/${plural}?watch=1`))

describe('a cluster as an input, against a stand-in', { skip: withoutOpenssl(), timeout: 60_000 }, () => {
  let cluster: ClusterStandIn
  let input: ReturnType<typeof listen> | undefined
  /** Once all kinds are watched. */
  const begin = async (slowness?: number): Promise<ReturnType<typeof listen>> => {
    input = listen(cluster.kubeconfig, slowness)
    while (RESOURCES.some(({ plural }) => watching(cluster, plural).length === 0)) await setTimeout(2)
    return input
  }
  beforeEach(async () => {
    cluster = await createClusterStandIn()
    input = undefined
  })
  afterEach(async () => {
    await input?.stop().catch(() => {})
    await cluster.close()
  })

  it('lists all that exists, page by page, and never asks for a secret or a config map', async () => {
    for (let index = 0; index < 600; index++) cluster.put('pods', `web-${index}`)
    cluster.put('nodes', 'node1', {
      metadata: { managedFields: [{ manager: 'kubelet', operation: 'Update', fieldsV1: {} }] },
    })
    const { lines, until } = await begin()
    await until((told) => told.length === 601)
    assert.equal(new Set(lines.map(({ object }) => object.metadata.name)).size, 601)
    for (const { type, object } of lines) {
      assert.equal(type, 'LISTED')
      assert.ok(!('managedFields' in object.metadata))
    }
    assert.deepEqual(Object.keys(lines.find(({ object }) => object.kind === 'Node') ?? {}).at(-2), 'managers')
    assert.ok(cluster.asked.filter((path) => path.startsWith('/api/v1/pods?limit=')).length >= 3)
    assert.deepEqual(
      cluster.asked.filter((path) => /secret|configmap/.test(path)),
      [],
    )
  })
  it('says that the API server answers, though nothing happens', async () => {
    await (input = listen(cluster.kubeconfig, 0, 20)).until(has('heartbeat'))
  })
  it('tells a change with its difference, and nothing of a heartbeat', async () => {
    const state = (replicas: number, observedGeneration: number): object => ({
      spec: { replicas },
      status: { observedGeneration },
    })
    cluster.put('deployments', 'web', { ...state(1, 1) })
    const { lines, until } = await begin()
    await until(has('LISTED web'))
    const quiet = cluster.put('deployments', 'web', { ...state(1, 2), metadata: { generation: 3 } })
    cluster.put('deployments', 'web', { ...state(3, 2) })
    cluster.put('pods', 'web-1')
    cluster.remove('pods', 'web-1')
    const told = await until((all) => all.includes('DELETED web-1') && all.length === 4)
    assert.deepEqual(
      told.filter((line) => line.endsWith('web-1')),
      ['ADDED web-1', 'DELETED web-1'],
    )
    const [change] = lines.filter(({ type }) => type === 'MODIFIED')
    assert.deepEqual([change?.previous, change && briefly(change)], [quiet, 'MODIFIED web /spec/replicas 1 3'])
  })
  it('goes on where it broke off, in the middle of a line, without a gap and without saying anything twice', async () => {
    const { until, told } = await begin()
    cluster.put('pods', 'web-1')
    await until(has('ADDED web-1'))
    cluster.send('pods', '{"type":"ADDED","object":{"kind":"Pod","metada')
    await setTimeout(20)
    cluster.cut()
    cluster.put('pods', 'web-2')
    await until(has('ADDED web-2'))
    cluster.put('pods', 'web-3')
    await until(has('ADDED web-3'))
    assert.deepEqual(told(), ['ADDED web-1', 'ADDED web-2', 'ADDED web-3'])
  })
  it('goes on from a bookmark', async () => {
    await begin()
    const version = cluster.bookmark('pods')
    await setTimeout(50)
    cluster.cut()
    const isThere = (): boolean => watching(cluster, 'pods').at(-1)?.endsWith(`resourceVersion=${version}`) ?? false
    while (!isThere()) await setTimeout(2)
  })
  for (const how of ['line', 'status'] as const)
    it(`tells one gap and what became of all things in it, where the server has forgotten (by its ${how})`, async () => {
      cluster.put('deployments', 'web', { spec: { replicas: 1 } })
      cluster.put('deployments', 'same', { spec: { replicas: 1 } })
      cluster.put('pods', 'web-1')
      cluster.put('pods', 'db-0')
      const { lines, until, notices } = await begin()
      await until((told) => told.length === 4)
      const lost = Date.now()
      cluster.cut()
      cluster.remove('pods', 'web-1')
      cluster.put('pods', 'web-2')
      cluster.remove('pods', 'db-0')
      cluster.put('pods', 'db-0', { metadata: { uid: 'another' } })
      cluster.put('deployments', 'web', { spec: { replicas: 3 } })
      cluster.forget(how)
      const told = await until((all) => all.some((line) => line.startsWith('gap')))
      const after = told.slice(4).toSorted()
      const kinds = RESOURCES.map(({ plural }) => plural).toSorted()
      assert.deepEqual(after, [
        'ADDED db-0 resync',
        'ADDED web-2 resync',
        'DELETED db-0 resync',
        'DELETED web-1 resync',
        'MODIFIED web resync /spec/replicas 1 3',
        `gap ${kinds.join(' ')}`,
      ])
      assert.ok(
        told.indexOf('DELETED db-0 resync') < told.indexOf('ADDED db-0 resync'),
        'of one name the former goes first',
      )
      const gap = lines.find(({ tallyman }) => tallyman === 'kubernetes-gap')
      assert.ok(Date.parse(gap?.from ?? '') >= lost - 1_000 && (gap?.from ?? '') <= (gap?.time ?? ''))
      assert.match(gap?.reason ?? '', /410 too old resource version$/)
      assert.deepEqual(notices, [])
      cluster.put('pods', 'web-3')
      await until(has('ADDED web-3'))
    })
  it('lists again where a line of a watch cannot be read', async () => {
    cluster.put('pods', 'web-1')
    const { until, lines } = await begin()
    cluster.send('pods', 'this is no JSON\n')
    await until(has('gap pods'))
    assert.match(lines.at(-1)?.reason ?? '', /no event of a watch/)
    cluster.put('pods', 'web-2')
    await until(has('ADDED web-2'))
  })
  it('begins a list again whose next page has expired', async () => {
    for (let index = 0; index < 300; index++) cluster.put('pods', `web-${index}`)
    cluster.fail('/api/v1/pods?limit=250&continue=250', 410, 1)
    const { until, told } = await begin()
    await until((all) => all.length === 300)
    await setTimeout(20)
    assert.equal(new Set(told()).size, 300)
  })
  it('tells of what it may not read, and reads the rest', async () => {
    cluster.forbid('nodes', 'events')
    cluster.put('pods', 'web-1')
    cluster.put('nodes', 'node1')
    input = listen(cluster.kubeconfig)
    await input.until(has('LISTED web-1'))
    await input.until(has('gap events nodes'))
    const gap = input.lines.find(({ tallyman }) => tallyman === 'kubernetes-gap')
    assert.deepEqual([gap?.from, gap?.reason], [gap?.time, 'this account may not list and watch them'])
    assert.deepEqual(input.notices, [
      'the cluster: this account may not list and watch, so that nothing is seen of: events, nodes',
    ])
    // Allowed later, it is listed as soon as anybody notices that something is better.
    cluster.allow()
    cluster.fail('/api/v1/pods?watch', 503, 2)
    cluster.cut()
    await input.until(has('LISTED node1'))
  })
  it('tells a gap where it may not watch any more what it watched', async () => {
    const { until, notices } = await begin()
    cluster.forbid('pods')
    cluster.cut()
    await until(has('gap pods'))
    assert.ok(notices.some((words) => words.includes('may not list and watch pods any more')))
    cluster.put('nodes', 'node1')
    await until(has('ADDED node1'))
  })
  it('uses the older version of what an older server has', async () => {
    cluster.put('cronjobs', 'report')
    const { until, lines } = await begin()
    await until(has('LISTED report'))
    const { apiVersion, kind } = (lines[0] as Line).object
    assert.deepEqual([apiVersion, kind], ['batch/v1beta1', 'CronJob'])
  })
  it('waits as it is asked to, and says a trouble once and once that it is over', async () => {
    cluster.fail('/api', 503, 30)
    cluster.fail('/api/v1/pods', 429, 1, { 'retry-after': '1' })
    const began = Date.now()
    cluster.put('pods', 'web-1')
    const { until, notices } = await begin()
    await until(has('LISTED web-1'))
    assert.ok(Date.now() - began >= 700)
    const troubles = notices.filter((words) => words.includes('503'))
    assert.equal(troubles.filter((words) => words.includes('over')).length * 2, troubles.length)
  })
  it('lets the server wait where it is read slowly, and loses nothing', async () => {
    const { until } = await begin(20)
    const padding = 'x'.repeat(100_000)
    for (let index = 0; index < 300; index++) cluster.put('pods', `web-${index}`, { padding })
    const told = await until((all) => all.length >= 300)
    assert.equal(new Set(told).size, 300)
  })

  const failureOf = (kubeconfig: string): Promise<Error> =>
    listen(kubeconfig).ended.then(
      () => assert.fail('it went well'),
      (error: Error) => error,
    )
  it('says at the beginning what a person can put right', async () => {
    const file = join(temporaryFolder(), 'config')
    const failure = (server: string, authority = cluster.authority, token = 'good'): Promise<Error> => {
      writeFileSync(file, kubeconfigOf(server, authority, { token }))
      return failureOf(file)
    }
    const here = `https://127.0.0.1:${cluster.port}`
    assert.match((await failure(here, undefined, 'bad')).message, /kubernetes:stand-in: does not know us \(401\)/)
    const other = await createClusterStandIn()
    assert.match((await failure(here, other.authority)).message, /certificate is of nobody whom we trust/)
    await other.close()
    assert.match((await failure(`https://127.0.0.1:${other.port}`)).message, /nobody listens there/)
    cluster.forbid('*')
    assert.match((await failure(here)).message, /may not list and watch anything; give this account the ClusterRole/)
  })
  it('reads a token again that was renewed in its file', async () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'token'), 'good\n')
    writeFileSync(
      join(folder, 'config'),
      kubeconfigOf(`https://127.0.0.1:${cluster.port}`, cluster.authority, { tokenFile: 'token' }),
    )
    input = listen(join(folder, 'config'))
    cluster.put('pods', 'web-1')
    await input.until((told) => told.some((line) => line.endsWith('web-1')))
    writeFileSync(join(folder, 'token'), 'better')
    cluster.demand('better')
    cluster.cut()
    cluster.put('pods', 'web-2')
    await input.until(has('ADDED web-2'))
  })
})
