/** The objects of a real cluster: what a person does there is told as it happens, with what differs. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { after, before, describe, it } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { clusterBlocks } from '../src/ingest/cluster/cluster.ts'
import { createIngest, isSetAside } from '../src/ingest/ingest.ts'
import { loadSources } from '../src/ingest/load.ts'
import type { Event } from '../src/model/event.ts'
import type { SetAside } from '../src/model/record.ts'
import { SOURCES } from './samples.ts'

const IMAGE = 'busybox:1.35'
const NAMESPACE = `tallyman-test-${process.pid}`
const KUBECTL = process.env['LAB_KUBECTL'] ?? 'kubectl'

const kubectl = (...words: string[]): string =>
  execFileSync(KUBECTL, words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 }).trim()

/** Why a test cannot run here, or `false`. */
function withoutCluster(): string | false {
  try {
    kubectl('get', 'nodes', '--request-timeout=3s')
    return false
  } catch {
    return 'no cluster answers to kubectl (lab/kubernetes-up.sh starts one)'
  }
}

describe('a real cluster as an input', { skip: withoutCluster(), timeout: 180_000 }, () => {
  const [events, asides, notices]: [Event[], SetAside[], string[]] = [[], [], []]
  const abort = new AbortController()
  let ended: Promise<void> | undefined
  const until = async (fits: (event: Event) => boolean): Promise<Event> => {
    for (;;) {
      const found = events.find(fits)
      if (found) return found
      await setTimeout(10)
    }
  }
  const told = (operation: string, words: string) => (event: Event) =>
    event.operation === operation && event.message.includes(words)

  before(async () => {
    const ingest = createIngest({ sources: await loadSources(SOURCES) })
    ended = (async () => {
      for await (const block of clusterBlocks({ signal: abort.signal, notice: (words) => void notices.push(words) }))
        for (const outcome of ingest.observe(block))
          if (isSetAside(outcome)) asides.push(outcome)
          else events.push(outcome)
    })()
    await until(({ operation }) => operation === 'nodes listed')
    // The watch that comes after the list takes a moment, and what happens in between comes by it.
    kubectl('create', 'namespace', NAMESPACE)
    await until(told('namespaces created', NAMESPACE))
  })
  after(async () => {
    abort.abort()
    await ended
    kubectl('delete', 'namespace', NAMESPACE, '--wait=false')
  })

  it('tells what exists, each kind of it', async () => {
    for (const kind of ['nodes', 'namespaces', 'services', 'clusterroles', 'clusterrolebindings', 'serviceaccounts'])
      await until(({ operation }) => operation === `${kind} listed`)
  })
  it('tells a workload as it is made, down to the digest of what runs', async () => {
    kubectl('-n', NAMESPACE, 'create', 'deployment', 'web', `--image=${IMAGE}`, '--', 'sleep', '3600')
    await until(told('deployments created', `${NAMESPACE}/web`))
    const running = await until(
      ({ operation, facts, entities }) =>
        operation === 'pods updated' &&
        entities.some(({ uid }) => uid.startsWith(`${NAMESPACE}/web-`)) &&
        facts.some(({ relation }) => relation === 'has-address') &&
        facts.some(({ subject }) => /^[0-9a-f]{64}$/.test(subject.uid)),
    )
    const relations = new Set(running.facts.map(({ relation }) => relation))
    for (const relation of ['runs-on', 'runs-as', 'owned-by', 'part-of', 'made-from', 'known-as'] as const)
      assert.ok(relations.has(relation), relation)
    assert.ok(
      running.facts.some(({ relation, object }) => relation === 'made-from' && /sha256:[0-9a-f]{64}/.test(object.uid)),
    )
  })
  it('tells a change with its difference, and by which program', async () => {
    kubectl('-n', NAMESPACE, 'scale', 'deployment', 'web', '--replicas=2')
    const scaled = await until(told('deployments updated', 'spec.replicas (1 to 2)'))
    const derived = scaled.views.map(({ fields }) => fields['derived'] as { changed: string[]; managers: string[] })
    assert.deepEqual(
      derived.map(({ changed }) => changed),
      [['spec.replicas']],
    )
    assert.ok(derived.every(({ managers }) => managers.includes('kubectl-create')))
    await until(told('events reported', 'ScalingReplicaSet'))
  })
  it('tells what goes, and nothing twice', async () => {
    kubectl('-n', NAMESPACE, 'delete', 'deployment', 'web', '--wait=false')
    await until(told('deployments deleted', `${NAMESPACE}/web`))
    const uids = events.map(({ uid }) => uid)
    assert.equal(new Set(uids).size, uids.length)
    assert.deepEqual(
      asides.filter(({ kind }) => kind !== 'redundant'),
      [],
    )
    assert.ok(!events.some(({ operation }) => operation === 'cluster gap'), notices.join('\n'))
  })
})
